// One handshake of the rule, in the order in which the two ends look at things. Internal.
#pragma once

#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix {

// Derivation is one negotiation while it is being derived.
struct Derivation {
    const ClientEndpoint& client;
    const ServerEndpoint& server;
    std::vector<Step> steps;

    void step(std::string text, std::string_view source) {
        steps.push_back({std::move(text), std::string(source)});
    }
};

[[nodiscard]] VersionSet enabled_of(const ServerEndpoint& server);
// tell_enabled adds a step where a level took something away.
void tell_enabled(Derivation& derivation, std::string_view whose, int security_level,
                  VersionSet versions, VersionSet enabled);

// A hello offers one contiguous run, so its bounds say everything.
struct Offer {
    ProtocolVersion lowest;
    ProtocolVersion highest;
    [[nodiscard]] bool has_supported_versions() const {
        return highest == ProtocolVersion::tls_1_3;
    }
};

// warned_of is the version that the random of an OpenSSL server with `known` warns of where it
// chooses less.
[[nodiscard]] std::optional<ProtocolVersion> warned_of(VersionSet known, ProtocolVersion chosen);

[[nodiscard]] Alert by_server(std::uint8_t description);
[[nodiscard]] Alert by_client(std::uint8_t description);

// lacks_suite tells whether the client has no cipher suite for its highest version.
[[nodiscard]] bool lacks_suite(Derivation& derivation, ProtocolVersion highest);
// refuses_unheard tells whether the server refuses whoever comes, for want of a suite.
[[nodiscard]] bool refuses_unheard(Derivation& derivation);
// finds_no_suite tells whether the server has none for the version that it chose.
[[nodiscard]] bool finds_no_suite(Derivation& derivation, ProtocolVersion chosen);

// finds_no_group tells whether the one group of both ends leaves the server no key exchange at the
// version that it chose.
[[nodiscard]] bool finds_no_group(Derivation& derivation, ProtocolVersion chosen);

// judges_client derives what the server makes of the client's certificate, if it asks for one: the
// alert that it refuses with, or nothing.
[[nodiscard]] std::optional<Alert> judges_client(Derivation& derivation, ProtocolVersion chosen);

// handshake derives how an offer ends.
[[nodiscard]] Prediction handshake(Derivation& derivation, const Offer& offer);

}  // namespace tlsmatrix
