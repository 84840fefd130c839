#include <algorithm>
#include <array>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <tlsmatrix/scan/detail/questioner.hpp>
#include <tlsmatrix/scan/enumeration.hpp>
#include <tlsmatrix/scan/scanner.hpp>
#include <tlsmatrix/scan/suite_order.hpp>

namespace tlsmatrix::scan {
namespace {

namespace asio = boost::asio;
using Clock = Dialler::Clock;

// Newest first, so that a scan which runs out of time has something to say of most servers.
constexpr std::array<std::uint16_t, 5> order_of_asking{0x0304, 0x0303, 0x0302, 0x0301, sslv3_code};

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
        report_.connections = questioner_.connections();
        report_.stopped = questioner_.stopped();
    }

  private:
    // enumerate asks until all suites are known, or there is nobody to ask any more.
    asio::awaitable<void> enumerate(Enumeration& suites) {
        while (const auto offer = suites.next()) {
            const auto answer = co_await questioner_.ask(*offer);
            if (!answer) {
                co_return;
            }
            suites.take(*answer);
        }
    }

    asio::awaitable<void> ask_version(std::uint16_t version) {
        VersionReport& result = report_of(version);
        Enumeration suites(version, suites_at(version));
        co_await enumerate(suites);
        const bool spoken = !suites.found().empty() || suites.not_offered();
        if (spoken || !questioner_.stopped()) {
            result.spoken = spoken;
        }
        result.refusal = suites.refusal();
        result.sentinel = suites.sentinel();
        result.in_doubt = suites.in_doubt() || (spoken && questioner_.stopped());
        result.not_offered = suites.not_offered();
        small_ = small_ || suites.needs_small_offers();
        std::vector<std::uint16_t> found = suites.found();
        bool order_is_known = true;
        if (suites.order_is_lost()) {
            Enumeration again(version, found, small_);
            co_await enumerate(again);
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
        const auto answer = co_await questioner_.ask(sslv2_client_hello(Randomness::fresh()));
        if (!answer) {
            co_return;
        }
        const auto* hello = std::get_if<Sslv2ServerHello>(&*answer);
        result.spoken = hello != nullptr;
        if (hello != nullptr) {
            result.suites = hello->kinds;
        } else {
            result.refusal = answer;
        }
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
            const auto answer = co_await questioner_.ask(probe.offer);
            if (!answer) {
                co_return;
            }
            report_.probes.push_back({probe.kind, std::string(probe.name), probe.expected, *answer,
                                      judge_probe(probe, *answer)});
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

asio::awaitable<void> scan_first_that_answers(const Options& options, const Addresses& addresses,
                                              Clock::time_point deadline, Report& report) {
    std::string why;
    for (const asio::ip::address& address : addresses) {
        Questioner questioner(options, address, deadline);
        auto failure = co_await questioner.greet();
        if (!failure) {
            report.address = address.to_string();
            Scan scan(questioner, report);
            co_await scan.run();
            co_return;
        }
        why = std::move(*failure);
    }
    throw SetupError(why);
}

}  // namespace

Report run(const Options& options) {
    const auto start = Clock::now();
    const auto deadline = start + std::chrono::duration_cast<Clock::duration>(options.total);
    // Twice, since a first name server that is silent takes as long as that before the second.
    const Addresses addresses =
        look_up(options.target, std::min(2 * options.patience, options.total), options.resolver)
            .value();
    Report report{options.target, {}};
    for (const std::uint16_t version : {sslv2_code, sslv3_code}) {
        report.versions.emplace_back().version = version;
    }
    for (const ProtocolVersion version : all_versions) {
        report.versions.emplace_back().version = static_cast<std::uint16_t>(version);
    }
    asio::io_context context(1);
    std::exception_ptr failure;
    asio::co_spawn(context, scan_first_that_answers(options, addresses, deadline, report),
                   [&failure](std::exception_ptr thrown) { failure = std::move(thrown); });
    context.run();
    if (failure) {
        std::rethrow_exception(failure);
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return report;
}

}  // namespace tlsmatrix::scan
