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

inline ClientHello hello_listing(VersionSet versions) {
    std::vector<std::uint16_t> codes;
    for (const ProtocolVersion version : versions.versions()) {
        codes.push_back(static_cast<std::uint16_t>(version));
    }
    return hello_of(std::move(codes));
}

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
    sight.cause = "so it closed";
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

// forced is the same from a server that knows no other version.
inline TrialFacts forced(ProtocolVersion version, std::vector<ConnectionSight> connections,
                         std::size_t profile = 0) {
    TrialFacts facts = facts_of(version, std::move(connections), exit_of(1), profile);
    facts.trial.kind = Trial::Kind::version_fixed;
    return facts;
}

// answered is a run against a ServerHello that nothing follows.
inline TrialFacts answered(ProtocolVersion version, ConnectionSight sight,
                           std::uint16_t suite = 0xc013) {
    TrialFacts facts = facts_of(version, {std::move(sight)}, exit_of(1));
    facts.trial = {.kind = Trial::Kind::server_hello,
                   .versions = {version},
                   .code = static_cast<std::uint16_t>(version),
                   .suite = suite};
    return facts;
}

inline ConnectionSight waiting(ClientHello hello) {
    ConnectionSight sight = closed(std::move(hello), true);
    sight.outcome = TimedOut{};
    sight.cause = "the client goes on";
    return sight;
}

inline ConnectionSight attacked(ClientHello hello) {
    ConnectionSight sight = closed(std::move(hello), false);
    sight.outcome = Aborted{"attacked on purpose"};
    sight.attacked = true;
    return sight;
}

inline TrialFacts under(Attack attack, std::vector<ConnectionSight> connections,
                        process::Exit exit = exit_of(1)) {
    TrialFacts facts;
    facts.trial = {.kind = Trial::Kind::attack, .attack = attack};
    facts.connections = std::move(connections);
    facts.child.exit = exit;
    return facts;
}

// served_after is the run in which the retries after an attack meet a server of these versions.
inline TrialFacts served_after(Attack attack, Offer spared, VersionSet versions,
                               std::vector<ConnectionSight> connections) {
    TrialFacts facts = under(attack, std::move(connections));
    facts.trial.spared = spared;
    facts.trial.versions = versions;
    facts.trial.profile = &general_profile(certs::KeyType::rsa);
    return facts;
}

inline ClientHello with_suites(ClientHello hello, std::vector<std::uint16_t> suites) {
    hello.cipher_suites = std::move(suites);
    return hello;
}

inline TrialResult result_of(TrialFacts facts) {
    TrialVerdict verdict = judge(facts);
    return {std::move(facts), std::move(verdict)};
}

// offering is the same run of a client with this hello: one that offers the one thing here and
// another there proves nothing.
inline TrialResult offering(TrialResult trial, const ClientHello& hello) {
    for (ConnectionSight& sight : trial.facts.connections) {
        sight.observation.client_hello = hello;
    }
    return result_of(std::move(trial.facts));
}

// What the profiles of server_profiles() are, by index.
inline constexpr std::size_t ecdhe_rsa = 0;
inline constexpr std::size_t static_rsa = 2;
inline constexpr std::size_t ecdhe_ecdsa = 3;

inline TrialResult served(ProtocolVersion version, std::size_t profile = ecdhe_rsa,
                          int status = 0) {
    return result_of(facts_of(version, {negotiated(version, true)}, exit_of(status), profile));
}
inline TrialResult with(ConnectionSight sight, std::size_t profile = ecdhe_rsa) {
    return result_of(facts_of(tls_1_0, {std::move(sight)}, exit_of(1), profile));
}

inline TrialResult at_all_versions(ConnectionSight sight) {
    TrialFacts facts = facts_of(tls_1_3, {std::move(sight)});
    facts.trial.kind = Trial::Kind::all_versions;
    facts.trial.versions = VersionSet::all();
    return result_of(std::move(facts));
}

inline const process::Exit late{.status = std::nullopt, .signal = 15, .timed_out = true};

// A refusal of our own server, and what else a client may make of a version.
inline const auto refusal = refused(hello_of(from_1_2), Sender::server, 70);
inline const auto failure = refused(hello_of(all_four), Sender::client, 80, true);
inline const auto distrust = refused(hello_of(all_four), Sender::client, 48, true);
inline const auto no_suite = refused(hello_up_to(tls_1_2), Sender::server, 40);

// trusting is a run that shows that the client accepts the certificate.
inline const TrialResult trusting = offering(served(tls_1_2, ecdhe_rsa), hello_of(from_1_2));

}  // namespace tlsmatrix::check::made_up
