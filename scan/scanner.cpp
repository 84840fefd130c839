#include <algorithm>
#include <array>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <tlsmatrix/scan/detail/group_survey.hpp>
#include <tlsmatrix/scan/detail/questioner.hpp>
#include <tlsmatrix/scan/enumeration.hpp>
#include <tlsmatrix/scan/scanner.hpp>
#include <tlsmatrix/scan/suite_order.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>

namespace tlsmatrix::scan {
namespace {

namespace asio = boost::asio;
using Clock = Dialler::Clock;

// Newest first, so that a scan which runs out of time has something to say of most servers.
constexpr std::array<std::uint16_t, 5> order_of_asking{0x0304, 0x0303, 0x0302, 0x0301, sslv3_code};

// Until says when a version is known well enough.
enum class Until { first_suite, all_suites };

// enumerate asks until that is known, or there is nobody to ask any more. It gives the number of
// hellos that were answered.
asio::awaitable<int> enumerate(Questioner& questioner, Enumeration& suites, Until until) {
    int answered = 0;
    while (const auto offer = suites.next()) {
        if (until == Until::first_suite && !suites.found().empty()) {
            break;
        }
        const auto answer = co_await questioner.ask(*offer);
        if (!answer) {
            break;
        }
        ++answered;
        suites.take(*answer);
    }
    co_return answered;
}

bool is_spoken(const Enumeration& suites) {
    return !suites.found().empty() || suites.not_offered();
}

// Asked is what came of a version, and how often it was asked for.
struct Asked {
    Enumeration suites;
    int times = 0;
};

// ask_for asks once more where the server just went away: that may have been the network.
asio::awaitable<Asked> ask_for(Questioner& questioner, std::uint16_t version, Until until) {
    Asked asked{Enumeration(version, suites_at(version))};
    asked.times = co_await enumerate(questioner, asked.suites, until);
    const auto& refusal = asked.suites.refusal();
    if (is_spoken(asked.suites) || asked.times > 1 || !refusal || !ends_without_a_word(*refusal)) {
        co_return asked;
    }
    Enumeration again(version, suites_at(version));
    const int times = co_await enumerate(questioner, again, until);
    if (times > 0) {
        asked.suites = std::move(again);
        asked.times += times;
    }
    co_return asked;
}

// take fills in what is known of a version now.
void take(const Asked& asked, const Questioner& questioner, VersionReport& result) {
    result.refusal = asked.suites.refusal();
    result.sentinel = asked.suites.sentinel();
    if (is_spoken(asked.suites)) {
        result.spoken = true;
    } else if (!questioner.stopped()) {
        decide_refused(result, asked.times);
    }
}

asio::awaitable<void> ask_for_sslv2(Questioner& questioner, VersionReport& result) {
    for (int times = 1; times <= 2; ++times) {
        const auto answer = co_await questioner.ask(sslv2_client_hello(Randomness::fresh()));
        if (!answer) {
            co_return;
        }
        if (const auto* hello = std::get_if<Sslv2ServerHello>(&*answer)) {
            result.spoken = true;
            result.suites = hello->kinds;
            result.refusal = {};
            co_return;
        }
        result.refusal = answer;
        decide_refused(result, times);
        if (!ends_without_a_word(*answer)) {
            co_return;
        }
    }
}

std::vector<VersionReport> unasked_versions() {
    std::vector<VersionReport> versions;
    for (const std::uint16_t version : {sslv2_code, sslv3_code}) {
        versions.emplace_back().version = version;
    }
    for (const ProtocolVersion version : all_versions) {
        versions.emplace_back().version = static_cast<std::uint16_t>(version);
    }
    return versions;
}

// look_at asks for the versions alone.
asio::awaitable<std::vector<VersionReport>> look_at(Questioner& questioner) {
    std::vector<VersionReport> versions = unasked_versions();
    for (VersionReport& each : versions) {
        if (each.version == sslv2_code) {
            co_await ask_for_sslv2(questioner, each);
            each.suites.clear();
        } else {
            take(co_await ask_for(questioner, each.version, Until::first_suite), questioner, each);
        }
    }
    co_return versions;
}

// Scan is one run against a server that answers.
class Scan {
  public:
    Scan(Questioner& questioner, Report& report) : questioner_(questioner), report_(report) {}

    asio::awaitable<void> run() {
        for (const std::uint16_t version : order_of_asking) {
            co_await ask_version(version);
        }
        co_await ask_sslv2();
        co_await ask_fallback();
        co_await ask_probes();
        for (VersionReport& each : report_.versions) {
            if (each.version >= tls_1_2 && !each.suites.empty()) {
                co_await survey_groups(questioner_, each, small_);
            }
        }
        report_.connections = questioner_.connections();
        report_.stopped = questioner_.stopped();
        report_.chosen = questioner_.chosen();
        report_.bogus_choice = questioner_.bogus_choice();
        if (const auto& warned = questioner_.warned()) {
            report_.warning = warned->warning;
            report_.warned_at = warned->version;
        }
    }

  private:
    asio::awaitable<void> ask_version(std::uint16_t version) {
        VersionReport& result = report_of(version);
        const Asked asked = co_await ask_for(questioner_, version, Until::all_suites);
        take(asked, questioner_, result);
        const Enumeration& suites = asked.suites;
        const bool spoken = result.spoken.value_or(false);
        result.in_doubt = suites.in_doubt() || (spoken && questioner_.stopped());
        result.not_offered = suites.not_offered();
        small_ = small_ || suites.needs_small_offers();
        std::vector<std::uint16_t> found = suites.found();
        bool order_is_known = true;
        if (suites.order_is_lost()) {
            Enumeration again(version, found, small_);
            (void)co_await enumerate(questioner_, again, Until::all_suites);
            order_is_known = !again.order_is_lost() && again.found().size() == found.size();
            found = order_is_known ? again.found() : found;
        }
        result.suites.assign(found.begin(), found.end());
        if (order_is_known) {
            co_await ask_preference(version, found);
        }
    }

    asio::awaitable<void> ask_preference(std::uint16_t version,
                                         const std::vector<std::uint16_t>& found) {
        VersionReport& result = report_of(version);
        const auto offered = preference_offer(found);
        if (!offered) {
            result.preference = Preference::single;
            co_return;
        }
        const auto chosen = co_await ask_choice(version, *offered);
        if (!chosen) {
            co_return;
        }
        result.preference = judge_preference(found, *offered, *chosen);
        const auto chacha20 = chacha20_offer(found);
        if (result.preference == Preference::server && chacha20) {
            const auto then = co_await ask_choice(version, *chacha20);
            result.chacha20_first = then && is_chacha20(*then);
        }
    }

    // ask_choice is the suite that is chosen, nullopt where none is.
    asio::awaitable<std::optional<std::uint16_t>> ask_choice(std::uint16_t version,
                                                             std::vector<std::uint16_t> suites) {
        Offer offer = offer_at(version, std::move(suites));
        offer.small = small_;
        const auto answer = co_await questioner_.ask(offer);
        const auto* hello = answer ? std::get_if<ServerHello>(&*answer) : nullptr;
        co_return hello != nullptr && hello->version == version ? std::optional(hello->cipher_suite)
                                                                : std::nullopt;
    }

    asio::awaitable<void> ask_sslv2() {
        VersionReport& result = report_of(sslv2_code);
        co_await ask_for_sslv2(questioner_, result);
        // There the client chooses.
        result.preference = result.suites.size() == 1 ? Preference::single : Preference::client;
    }

    asio::awaitable<void> ask_fallback() {
        auto offer = fallback_offer(spoken());
        if (!offer) {
            co_return;
        }
        offer->small = small_;
        report_.fallback_answer = co_await questioner_.ask(*offer);
        if (report_.fallback_answer) {
            report_.fallback = judge_fallback(*report_.fallback_answer);
        }
    }

    asio::awaitable<void> ask_probes() {
        for (const Probe& probe : probes(spoken(), small_)) {
            const auto answer = co_await questioner_.ask(probe.offer, probe.form);
            if (!answer) {
                co_return;
            }
            ProbeReport& result = report_.probes.emplace_back(ProbeReport{
                probe.kind, probe.name, probe.expected, *answer, judge_probe(probe, *answer)});
            if (result.verdict == Verdict::wrong && !probe.blindness) {
                co_await ask_control(probe, result);
            } else if (result.verdict == Verdict::wrong && spoken().back().version < tls_1_3) {
                result.verdict = Verdict::unclear;  // only servers of 1.3 are asked to look at it
            }
        }
    }

    // Nothing is blamed on an oddity before the same hello without it has fared better.
    asio::awaitable<void> ask_control(const Probe& probe, ProbeReport& result) {
        const auto answer = co_await questioner_.ask(control_of(probe));
        if (!answer || judge_probe(probe, *answer) == Verdict::wrong) {
            result.verdict = Verdict::unclear;
            result.control = answer;
        }
    }

    VersionReport& report_of(std::uint16_t version) {
        return *std::find_if(
            report_.versions.begin(), report_.versions.end(),
            [version](const VersionReport& each) { return each.version == version; });
    }

    [[nodiscard]] std::vector<Spoken> spoken() const {
        std::vector<Spoken> all;
        for (const VersionReport& each : report_.versions) {
            if (each.version != sslv2_code && !each.suites.empty()) {
                all.push_back({each.version, {each.suites.begin(), each.suites.end()}});
            }
        }
        return all;
    }

    Questioner& questioner_;
    Report& report_;
    bool small_ = false;  // the server needs small hellos
};

// ScanOfAll is the whole: one address in full, the others and the first one without a name in
// short.
class ScanOfAll {
  public:
    ScanOfAll(const Options& options, const Addresses& addresses, Clock::time_point deadline,
              Report& report)
        : options_(options),
          addresses_(addresses),
          deadline_(deadline),
          server_name_(options.server_name.value_or(options.target.server_name())),
          report_(report) {}

    asio::awaitable<void> run() {
        if (!server_name_.empty()) {
            report_.server_name = server_name_;
        }
        std::string why;
        for (const asio::ip::address& address : addresses_) {
            if (!report_.address.empty()) {
                co_await look_elsewhere(address, server_name_);
                continue;
            }
            Questioner questioner(options_, address, server_name_, deadline_);
            auto failure = co_await questioner.greet();
            if (failure) {
                why = std::move(*failure);
                continue;
            }
            report_.address = address.to_string();
            Scan scan(questioner, report_);
            co_await scan.run();
            if (!server_name_.empty()) {
                co_await look_elsewhere(address, {});
            }
        }
        if (report_.address.empty()) {
            throw SetupError(why);
        }
    }

  private:
    // An address where nobody answers has no versions, and nothing to be judged by.
    asio::awaitable<void> look_elsewhere(const asio::ip::address& address, std::string name) {
        if (report_.stopped) {
            co_return;
        }
        Questioner questioner(options_, address, std::move(name), deadline_);
        Elsewhere place{address.to_string(), questioner.server_name()};
        if (co_await questioner.greet()) {
            report_.unreachable.push_back(place.address);
        } else {
            place.versions = co_await look_at(questioner);
            report_.elsewhere.push_back(std::move(place));
            report_.stopped = questioner.stopped();
        }
        report_.connections += questioner.connections();
    }

    const Options& options_;
    const Addresses& addresses_;
    Clock::time_point deadline_;
    std::string server_name_;
    Report& report_;
};

}  // namespace

Report run(const Options& options) {
    const auto start = Clock::now();
    const auto deadline = start + std::chrono::duration_cast<Clock::duration>(options.total);
    // Twice, since a first name server that is silent takes as long as that before the second.
    const Addresses addresses =
        look_up(options.target, std::min(2 * options.patience, options.total), options.resolver)
            .value();
    Report report{options.target, {}};
    report.versions = unasked_versions();
    asio::io_context context(1);
    ScanOfAll scan(options, addresses, deadline, report);
    std::exception_ptr failure;
    asio::co_spawn(context, scan.run(),
                   [&failure](std::exception_ptr thrown) { failure = std::move(thrown); });
    context.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return report;
}

}  // namespace tlsmatrix::scan
