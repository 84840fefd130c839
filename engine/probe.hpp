// Asks a server for exactly one version, with a context of its own making: the pin proof's second
// opinion, which shares no more with the context builder than the list of groups.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {

// ProbeAnswer is what the server did: the version it spoke, or why there was none.
struct ProbeAnswer {
    std::optional<ProtocolVersion> spoke;
    std::string refusal;  // OpenSSL's or the system's words; empty where a version was spoken
};

// probe makes a handshake on a connected blocking socket that it does not own, offering `version`
// alone, with every cipher suite, at security level 0 and with no check of the certificate.
// `groups` are the server's; empty: OpenSSL's own. Throws SetupError where OpenSSL cannot offer the
// version. The caller bounds it with SO_RCVTIMEO and SO_SNDTIMEO.
[[nodiscard]] ProbeAnswer probe(int socket, ProtocolVersion version,
                                const std::string& groups = {});

// finds_closed makes such a handshake, says close_notify, and tells whether the server then closes
// or says the same, as RFC 5246 section 7.2.1 asks, before SO_RCVTIMEO; nullopt where there was no
// handshake. An empty server_name is not sent.
[[nodiscard]] std::optional<bool> finds_closed(int socket, ProtocolVersion version,
                                               const std::string& server_name);

}  // namespace tlsmatrix
