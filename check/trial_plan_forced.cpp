#include <algorithm>

#include <tlsmatrix/check/detail/planner.hpp>

namespace tlsmatrix::check {

using Kind = Trial::Kind;
using Profiles = std::vector<const ServerProfile*>;
using Hellos = std::vector<const ClientHello*>;

namespace {

// A suite that every old server had, for hellos that have none of the version.
constexpr std::uint16_t usual_suite = 0xc014;

}  // namespace

// Nothing that the client did says what it makes of the version: our own server turned it away, or
// had no suite for it, or it closed without a word.
bool Planner::needs_proof(ProtocolVersion version) const {
    bool open = false;
    for (const TrialResult* trial : of(version, Kind::pinned)) {
        const TrialVerdict& verdict = trial->verdict;
        switch (verdict.ending) {
            case Ending::refused:
                open = open || verdict.decided_by == Sender::server;
                break;
            case Ending::no_shared_suite:
                open = true;
                break;
            case Ending::closed:
                open = open || (verdict.server_answered && !verdict.names_version);
                break;
            default:
                return false;
        }
    }
    const Hellos all = hellos(version);
    return open && version != ProtocolVersion::tls_1_3 &&
           std::any_of(all.begin(), all.end(),
                       [version](const ClientHello* hello) { return !is_above(version, *hello); });
}

std::uint16_t Planner::offered_suite(ProtocolVersion version) const {
    for (const ClientHello* hello : hellos(version)) {
        const auto suites = suites_for(*hello, version);
        if (!suites.empty()) {
            return suites.front();
        }
    }
    return 0;
}

void Planner::add_forced(std::vector<Trial>& trials, ProtocolVersion version) const {
    if (!needs_proof(version)) {
        return;
    }
    Profiles fitting;
    for (const ServerProfile* profile : profiles(version)) {
        if (options_.abilities.version_fixed && fits(*profile, version, false)) {
            fitting.push_back(profile);
        }
    }
    const auto forced = of(version, Kind::version_fixed);
    const bool proved = std::any_of(forced.begin(), forced.end(), [this](const TrialResult* each) {
        return is_accepted(each->verdict, options_.level) || is_refused_by_client(each->verdict);
    });
    const bool first = forced.empty() && !fitting.empty() && !options_.thorough;
    if (first) {
        fitting.resize(1);
    } else if (!options_.thorough && closes_at_hello(version) != std::optional(false)) {
        // It closes without a word: on the ServerHello already? Then no suite makes a difference.
        fitting.clear();
    }
    for (const ServerProfile* profile : fitting) {
        if (!proved || options_.thorough) {
            add(trials, {.kind = Kind::version_fixed,
                         .versions = {version},
                         .profile = profile,
                         .told = options_.told});
        }
    }
    if (!first && (!proved || options_.thorough)) {
        add_server_hello(trials, version);
    }
}

// closes_at_hello is nullopt while nobody has tried whether a client that closes does so there.
std::optional<bool> Planner::closes_at_hello(ProtocolVersion version) const {
    const auto forced = of(version, Kind::version_fixed);
    const auto hellos = of(version, Kind::server_hello);
    const auto closes = [](const TrialResult* trial) {
        return trial->verdict.ending == Ending::closed;
    };
    if (forced.empty() || !std::all_of(forced.begin(), forced.end(), closes)) {
        return false;
    }
    return hellos.empty() ? std::nullopt
                          : std::optional(std::all_of(hellos.begin(), hellos.end(), closes));
}

void Planner::add_server_hello(std::vector<Trial>& trials, ProtocolVersion version) const {
    const std::uint16_t offered = offered_suite(version);
    add(trials, {.kind = Kind::server_hello,
                 .versions = {version},
                 .told = options_.told,
                 .code = static_cast<std::uint16_t>(version),
                 .suite = offered == 0 ? usual_suite : offered});
}

// A client that closes on a ServerHello may do so on any: the control differs in the version alone.
void Planner::add_control(std::vector<Trial>& trials, ProtocolVersion version) const {
    for (const TrialResult* trial : of(version, Kind::server_hello)) {
        if (trial->verdict.ending != Ending::closed || options_.told) {
            continue;
        }
        for (const ProtocolVersion other :
             {ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_1, ProtocolVersion::tls_1_0}) {
            if (other != version && is_accepted_version(other)) {
                add(trials, {.kind = Kind::server_hello,
                             .versions = {other},
                             .code = static_cast<std::uint16_t>(other),
                             .suite = trial->facts.trial.suite});
                break;
            }
        }
    }
}

// SSLv3 had the suites of TLS 1.0. A client that offers none of them cannot be tried.
void Planner::add_sslv3(std::vector<Trial>& trials) const {
    const std::uint16_t suite = offered_suite(ProtocolVersion::tls_1_0);
    if (suite != 0) {
        add(trials, {.kind = Kind::server_hello, .code = sslv3_code, .suite = suite});
    }
}
}  // namespace tlsmatrix::check
