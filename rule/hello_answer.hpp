// What a server makes of a hello that somebody else sent, whatever it offers, holes included.
//   answer_to(hello, {.versions = {ProtocolVersion::tls_1_2}}).choice
#pragma once

#include <optional>
#include <variant>

#include <tlsmatrix/rule/old_hello.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix {

// HelloAnswer is the server's first word. Whether the client accepts it, no hello says.
struct HelloAnswer {
    OldHelloAnswer choice = ClosedInSilence{};  // the version of its ServerHello, or its alert
    // warned is the version that the downgrade sentinel in its random says it supports.
    std::optional<ProtocolVersion> warned = std::nullopt;
    bool without_suite = false;  // its alert is for want of a suite of the version chosen
};

// answer_to derives it for a server with every common cipher suite, and a key that signs at each of
// its versions. Of the hello it looks at versions, suites and TLS_FALLBACK_SCSV.
[[nodiscard]] HelloAnswer answer_to(const ClientHello& hello, const ServerEndpoint& server);

}  // namespace tlsmatrix
