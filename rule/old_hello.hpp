// What a server of OpenSSL's makes of a hello that is older than TLS, or written as SSLv2's was.
//   const OldHelloAnswer answer = answer_to(OldHello::sslv3, server);
#pragma once

#include <optional>
#include <variant>

#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix {

// OldHello is a hello without extensions: SSLv2's own, SSLv3's, or one of SSLv2's format that asks
// for TLS up to 1.2 (RFC 5246 appendix E.2), as Java's does.
enum class OldHello { sslv2, sslv3, sslv2_for_tls };

// ClosedInSilence: the server closes the connection, and sends no alert.
struct ClosedInSilence {
    friend bool operator==(const ClosedInSilence&, const ClosedInSilence&) = default;
};

// OldHelloAnswer is the version of the ServerHello, the server's alert, or silence.
using OldHelloAnswer = std::variant<ProtocolVersion, Alert, ClosedInSilence>;

// answer_to tells the answer of a server that has cipher suites for all versions, and a key that is
// not Ed25519's or Ed448's. Its engine does not matter: these hellos are libssl's alone.
[[nodiscard]] OldHelloAnswer answer_to(OldHello hello, const ServerEndpoint& server);

}  // namespace tlsmatrix
