#include <algorithm>

#include <tlsmatrix/scan/detail/group_survey.hpp>
#include <tlsmatrix/scan/group_verdict.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/named_group.hpp>

namespace tlsmatrix::scan {
namespace {

namespace asio = boost::asio;
using Codes = std::vector<std::uint16_t>;

// After so many hellos that nothing came back for, no more time is spent.
constexpr int max_silent_groups = 2;

constexpr std::uint16_t control_group = 0x001d;

Codes suites_with(const VersionReport& version, std::string_view prefix) {
    Codes codes;
    for (const std::uint32_t code : version.suites) {
        const CipherSuite* suite = find_suite(static_cast<std::uint16_t>(code));
        if (suite != nullptr && suite->iana.starts_with(prefix)) {
            codes.push_back(suite->code);
        }
    }
    return codes;
}

bool is_curve(std::uint16_t group) {
    return find_named_group(group)->curve;
}

// RFC 7919 section 2.
bool is_finite_field(std::uint16_t group) {
    return group >> 8U == 1;
}

Codes groups_that(bool (*is_wanted)(std::uint16_t)) {
    Codes codes;
    std::ranges::copy_if(scanned_groups(), std::back_inserter(codes), is_wanted);
    return codes;
}

// A list in braces inside a co_await is more than g++ 12 compiles.
Codes alone(std::uint16_t group) {
    return Codes(1, group);
}

Codes all_groups() {
    return {scanned_groups().begin(), scanned_groups().end()};
}

Codes reversed(const Codes& codes) {
    return {codes.rbegin(), codes.rend()};
}

// Survey is the questions about one version's groups that have the same suites.
class Survey {
  public:
    Survey(Questioner& questioner, std::uint16_t version, Codes suites, bool small)
        : questioner_(questioner), version_(version), suites_(std::move(suites)), small_(small) {}

    // ask tells whether it came to its end.
    asio::awaitable<bool> ask_each(Codes groups) {
        for (const std::uint16_t group : groups) {
            GroupAsked asked{group};
            if (silences_ < max_silent_groups) {
                asked.with_share = co_await ask(alone(group), true);
            }
            if (needs_another_hello(asked, version_)) {
                asked.without_share = co_await ask(alone(group), false);
            }
            asked_.push_back(std::move(asked));
        }
        co_await ask_controls();
        co_return !questioner_.stopped();
    }

    [[nodiscard]] std::vector<GroupReport> judged() const {
        std::vector<GroupReport> reports;
        for (const GroupAsked& asked : asked_) {
            reports.push_back(judge_group(asked, version_, controls_));
        }
        return reports;
    }

    [[nodiscard]] Codes taken() const {
        Codes codes;
        for (const GroupReport& report : judged()) {
            if (report.supported.value_or(false)) {
                codes.push_back(report.code);
            }
        }
        return codes;
    }

    // choice is the group that is chosen of several; nullopt where none of them is.
    asio::awaitable<std::optional<std::uint16_t>> choice(Codes groups) {
        const auto reply = co_await ask(groups, version_ < tls_1_3);
        const auto group = reply ? reply->exchange.group : std::nullopt;
        const bool offered =
            group && std::find(groups.begin(), groups.end(), *group) != groups.end();
        co_return offered ? group : std::nullopt;
    }

    // prefer puts the groups in the server's order, and tells whose order counts.
    asio::awaitable<Preference> prefer(Codes& groups) {
        if (groups.size() < 2) {
            co_return Preference::single;
        }
        const auto first = co_await choice(groups);
        const auto then = co_await choice(reversed(groups));
        if (first == groups.front() && then == groups.back()) {
            co_return Preference::client;
        }
        if (!first || first != then) {
            co_return Preference::unclear;
        }
        Codes order{*first};
        Codes rest = groups;
        std::erase(rest, *first);
        while (rest.size() > 1) {
            const auto next = co_await choice(rest);
            if (!next) {
                co_return Preference::unclear;
            }
            order.push_back(*next);
            std::erase(rest, *next);
        }
        order.insert(order.end(), rest.begin(), rest.end());
        groups = std::move(order);
        co_return Preference::server;
    }

    // Where even a hello without one of the groups gets the suites, they are what is refused.
    asio::awaitable<void> ask_control(std::uint16_t group) {
        const auto reply = co_await ask(alone(group), true);
        const auto* hello = reply ? std::get_if<ServerHello>(&reply->answer) : nullptr;
        controls_.with_share = hello != nullptr && hello->version == version_;
    }

  private:
    // An end without a word may have been the network: it is asked again.
    asio::awaitable<std::optional<GroupReply>> ask(Codes groups, bool shares) {
        Offer offer = offer_at(version_, suites_);
        offer.small = small_;
        offer.groups = std::move(groups);
        offer.without_shares = !shares;
        for (int times = 1; times <= 2; ++times) {
            auto asked = co_await questioner_.ask_for_exchange(offer);
            if (!asked) {
                break;
            }
            // Below 1.3 a ServerHello alone is one that nothing came behind.
            const bool halted = version_ < tls_1_3 &&
                                std::holds_alternative<ServerHello>(asked->answer) &&
                                asked->exchange == KeyExchange{};
            silences_ += halted || is_ending(asked->answer, Ending::Kind::timed_out) ? 1 : 0;
            if (times == 2 || !ends_without_a_word(asked->answer)) {
                GroupReply reply{std::move(asked->answer), asked->exchange};
                co_return reply;
            }
        }
        co_return std::nullopt;
    }

    asio::awaitable<void> ask_controls() {
        const Codes known = taken();
        if (known.empty()) {
            co_return;
        }
        controls_.with_share = true;
        const bool wanted = std::any_of(asked_.begin(), asked_.end(), [](const GroupAsked& asked) {
            return asked.without_share.has_value();
        });
        if (wanted) {
            const auto reply = co_await ask(alone(known.front()), false);
            controls_.without_share =
                reply && word_of(*reply, version_, known.front()) == GroupWord::taken;
        }
    }

    Questioner& questioner_;
    std::uint16_t version_;
    Codes suites_;
    bool small_;
    int silences_ = 0;
    std::vector<GroupAsked> asked_ = {};
    GroupControls controls_ = {};
};

// add puts what is supported first, in that order, and the rest behind it.
void add(GroupsReport& all, const std::vector<GroupReport>& judged, const Codes& order) {
    const auto end = std::find_if(all.groups.begin(), all.groups.end(),
                                  [](const auto& each) { return !each.supported.value_or(false); });
    std::vector<GroupReport> first;
    for (const std::uint16_t code : order) {
        first.push_back({code, true});
    }
    all.groups.insert(end, first.begin(), first.end());
    std::copy_if(judged.begin(), judged.end(), std::back_inserter(all.groups),
                 [](const GroupReport& each) { return !each.supported.value_or(false); });
}

asio::awaitable<bool> survey(Survey& asking, Codes groups, GroupsReport& all) {
    if (!co_await asking.ask_each(std::move(groups))) {
        co_return false;
    }
    Codes order = asking.taken();
    all.preference = co_await asking.prefer(order);
    add(all, asking.judged(), order);
    co_return true;
}

// Below 1.3 a certificate with a curve needs that curve in the hello (RFC 8422 section 5.1.1): with
// suites of ECDSA alone a refusal need not be for the group.
asio::awaitable<bool> survey_curves(Questioner& questioner, const VersionReport& version,
                                    bool small, GroupsReport& all) {
    Codes suites = suites_with(version, "TLS_ECDHE_RSA_");
    const bool signs_with_curves = suites.empty();
    if (signs_with_curves) {
        suites = suites_with(version, "TLS_ECDHE_ECDSA_");
    }
    if (suites.empty()) {
        co_return true;
    }
    Survey asking(questioner, version.version, std::move(suites), small);
    if (!co_await survey(asking, groups_that(is_curve), all)) {
        co_return false;
    }
    const Codes known = asking.taken();
    for (GroupReport& each : all.groups) {
        if (!signs_with_curves || each.supported != false || !each.words.empty()) {
            continue;
        }
        Codes both{each.code};
        both.insert(both.end(), known.begin(), known.end());
        const auto chosen = co_await asking.choice(both);
        each.supported = chosen == each.code ? std::optional(true) : std::nullopt;
        each.words = each.supported ? ""
                                    : "its certificate needs a curve in the hello, and beside that "
                                      "it chose another";
    }
    std::stable_partition(all.groups.begin(), all.groups.end(),
                          [](const GroupReport& each) { return each.supported.value_or(false); });
    all.preference = signs_with_curves ? Preference::unclear : all.preference;
    co_return true;
}

asio::awaitable<bool> survey_fields(Questioner& questioner, const VersionReport& version,
                                    bool small, GroupsReport& all) {
    Codes suites = suites_with(version, "TLS_DHE_RSA_");
    if (suites.empty()) {
        suites = suites_with(version, "TLS_DHE_DSS_");
    }
    if (suites.empty()) {
        co_return true;
    }
    Survey asking(questioner, version.version, std::move(suites), small);
    if (!co_await asking.ask_each(groups_that(is_finite_field))) {
        co_return false;
    }
    if (asking.taken().empty()) {
        co_await asking.ask_control(control_group);
    }
    add(all, asking.judged(), asking.taken());
    co_return true;
}

}  // namespace

asio::awaitable<void> survey_groups(Questioner& questioner, VersionReport& version, bool small) {
    GroupsReport all;
    bool whole = true;
    if (version.version >= tls_1_3) {
        Codes suites(version.suites.begin(), version.suites.end());
        Survey asking(questioner, version.version, std::move(suites), small);
        whole = co_await survey(asking, all_groups(), all);
    } else {
        whole = co_await survey_curves(questioner, version, small, all) &&
                co_await survey_fields(questioner, version, small, all);
    }
    if (whole && !questioner.stopped()) {
        version.groups = std::move(all);
    }
}

}  // namespace tlsmatrix::scan
