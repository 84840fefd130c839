// What a single cipher suite does to a handshake.
#include <fmt/format.h>

#include <tlsmatrix/rule/detail/negotiation_handshake.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {
namespace {

// Why an end cannot use its suite at a version, and where that is written.
std::optional<Step> obstacle(const SuiteLimits& suite, int security_level,
                             ProtocolVersion version) {
    if (!suite.versions.contains(version)) {
        return Step{fmt::format("{} is for {{{}}}, not for {}", suite.name, suite.versions.str(),
                                wire_name(version)),
                    std::string(version == ProtocolVersion::tls_1_3
                                    ? std::string_view(citation(Standard::suites_of_1_3))
                                    : suite.source)};
    }
    if (security_level > suite.most_level) {
        return Step{fmt::format("security level {} forbids {}", security_level, suite.name),
                    "OpenSSL, SSL_CTX_set_security_level: a suite's bits"};
    }
    return std::nullopt;
}

}  // namespace

SuiteLimits limits_of(const CipherSuite& suite, Profile profile) {
    const bool counts_tag = profile != Profile::openssl_3_0;
    return {.name = suite.openssl,
            .versions = versions_of(suite),
            .source = era_source(suite),
            .signs = signs_key_exchange(suite),
            .most_level = counts_tag || !has_short_tag(suite) ? most_security_level(suite) : 2};
}

bool lacks_suite(Derivation& derivation, ProtocolVersion highest) {
    const ClientEndpoint& client = derivation.client;
    const auto why =
        client.suite ? obstacle(*client.suite, client.security_level, highest) : std::nullopt;
    if (why) {
        derivation.step(fmt::format("The client would offer {} as its highest version, but {}: it "
                                    "sends internal_error and no hello.",
                                    wire_name(highest), why->text),
                        why->source + "; OpenSSL, NO_CIPHERS_AVAILABLE");
    }
    return why.has_value();
}

// Before it reads anything a server looks whether it has a suite for its highest version, and takes
// for that the highest of its lowest run, as a client does.
bool refuses_unheard(Derivation& derivation) {
    const ServerEndpoint& server = derivation.server;
    const std::vector<VersionSet> runs = enabled_of(server).runs();
    if (!server.suite || runs.empty()) {
        return false;
    }
    const ProtocolVersion highest = *runs.back().highest();
    if (server.suite->versions.contains(highest)) {
        return false;
    }
    derivation.step(
        fmt::format("The server has no cipher suite for {}, the highest version of its lowest run, "
                    "since {} is for {{{}}}: it refuses whoever comes with handshake_failure.",
                    wire_name(highest), server.suite->name, server.suite->versions.str()),
        fmt::format("{}; OpenSSL, tls_setup_handshake: NO_CIPHERS_AVAILABLE",
                    server.suite->source));
    return true;
}

bool finds_no_suite(Derivation& derivation, ProtocolVersion chosen) {
    const ServerEndpoint& server = derivation.server;
    if (!server.suite) {
        return false;
    }
    const std::string_view section =
        citation(chosen == ProtocolVersion::tls_1_3 ? Standard::cryptographic_negotiation
                                                    : Standard::server_hello_1_2);
    if (const auto why = obstacle(*server.suite, server.security_level, chosen)) {
        derivation.step(fmt::format("The version is chosen before the cipher suite, and {}: the "
                                    "server refuses with handshake_failure.",
                                    why->text),
                        fmt::format("{}; {}", why->source, section));
        return true;
    }
    derivation.step(
        fmt::format("The server chooses {}, the one suite of both ends.", server.suite->name),
        section);
    return false;
}

}  // namespace tlsmatrix
