// Why a handshake ended as it did, in one sentence, from what crossed the wire.
#pragma once

#include <string>

#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/observation.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// refusal_cause explains a handshake that failed; empty for one that was negotiated. `enabled` is
// what the server speaks: empty where the caller does not know it, as at a client.
[[nodiscard]] std::string refusal_cause(const Observation& observation,
                                        const HandshakeOutcome& outcome, VersionSet enabled);

// why_not_higher tells who kept the version from being higher: the client, the server, a hole; one
// sentence for any negotiated version.
[[nodiscard]] std::string why_not_higher(const ClientHello& hello, VersionSet enabled,
                                         ProtocolVersion negotiated);

}  // namespace tlsmatrix
