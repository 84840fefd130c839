// Runs as tests make them up: facts without a socket.
#pragma once

#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check::made_up {

using enum ProtocolVersion;

inline ClientHello hello_of(std::vector<std::uint16_t> supported) {
    ClientHello hello;
    hello.legacy_version = 0x0303;
    hello.supported_versions = std::move(supported);
    return hello;
}

// A hello without supported_versions says its maximum alone.
inline ClientHello hello_up_to(ProtocolVersion highest) {
    ClientHello hello;
    hello.legacy_version = static_cast<std::uint16_t>(highest);
    return hello;
}

inline const std::vector<std::uint16_t> all_four{0x0304, 0x0303, 0x0302, 0x0301};
inline const std::vector<std::uint16_t> from_1_2{0x0304, 0x0303};

inline ConnectionSight refused(std::optional<ClientHello> hello, Sender sender,
                               std::uint8_t description, bool answered = false) {
    ConnectionSight sight;
    sight.observation.client_hello = std::move(hello);
    if (answered) {
        sight.observation.server_hello = ServerHello{};
    }
    sight.outcome = Refused{{description, AlertLevel::fatal, sender}};
    sight.cause = "so it was";
    return sight;
}

inline ConnectionSight negotiated(ProtocolVersion version, bool request,
                                  std::string cipher = "AES256-SHA") {
    ConnectionSight sight;
    sight.observation.client_hello = hello_of(all_four);
    sight.observation.server_hello = ServerHello{};
    sight.outcome = Negotiated{version, std::move(cipher), {}, false};
    sight.request_arrived = request;
    return sight;
}

inline ConnectionSight closed(std::optional<ClientHello> hello, bool answered) {
    ConnectionSight sight;
    sight.observation.client_hello = std::move(hello);
    if (answered) {
        sight.observation.server_hello = ServerHello{};
    }
    sight.outcome = Closed{"closed"};
    return sight;
}

inline process::Exit exit_of(int status) {
    return {.status = status, .signal = std::nullopt, .timed_out = false};
}

inline TrialFacts facts_of(ProtocolVersion version, std::vector<ConnectionSight> connections,
                           process::Exit exit = exit_of(0), std::size_t profile = 0) {
    TrialFacts facts;
    facts.trial = {Trial::Kind::pinned, {version}, &server_profiles()[profile]};
    facts.connections = std::move(connections);
    facts.child.exit = exit;
    return facts;
}

inline TrialResult result_of(TrialFacts facts) {
    TrialVerdict verdict = judge(facts);
    return {std::move(facts), std::move(verdict)};
}

}  // namespace tlsmatrix::check::made_up
