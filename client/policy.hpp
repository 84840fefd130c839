// What a caller is ready to accept: the list of versions, and everything else about a connection.
//   Policy policy{{.versions = {ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3}}};
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include <tlsmatrix/base/addresses.hpp>
#include <tlsmatrix/engine/context.hpp>

namespace tlsmatrix::client {

// Holes is what the exact engine does with a set that libssl cannot say in one hello: {1.0,1.2}.
enum class Holes {
    // One handshake for each contiguous run, highest first, going on only after protocol_version. A
    // trade-off: whoever forges that alert takes the connection down to a lower run, which is still
    // within the caller's list and visible on the receipt.
    runs,
    // The same, and going on after handshake_failure or a close before the server chose as well: so
    // answer servers that do not know supported_versions, and so can anyone on the way.
    retry,
    // Fail before anything is sent.
    refuse,
};

// Timeouts are absolute: `total` covers a whole request, its redirects and attempts included.
struct Timeouts {
    std::chrono::milliseconds connect{10'000};  // for the look-up of a name too
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds total{60'000};
};

// ResponseLimits bounds what a server can make the client hold.
struct ResponseLimits {
    std::size_t header_bytes = std::size_t{64} * 1024;
    std::size_t body_bytes = std::size_t{64} * 1024 * 1024;
};

// Policy is a value; a Session keeps a copy. What it says of TLS itself is ClientTls.
struct Policy : ClientTls {
    Holes holes = Holes::runs;
    Trust trust = {.system = true};
    Credentials credentials = {};   // for servers that ask for a certificate; empty: none is sent
    bool check_server_name = true;  // has a meaning only where trust.verify is true
    KeyLog key_log = nullptr;
    Timeouts timeouts = {};
    Resolver resolver = nullptr;  // on a thread of its own; null: the system's
    ResponseLimits limits = {};
    // keep_alive is how long an idle connection waits for the next request; 0: none is kept.
    std::chrono::milliseconds keep_alive{30'000};
    std::size_t most_idle = 16;  // idle connections of the whole session
    // resume offers the TLS session of an earlier connection under this same policy.
    bool resume = true;
    unsigned most_redirects = 0;  // 0: a redirect is an answer like any other
    // adjust_context runs on each finished SSL_CTX: how a test makes a client that is wrong.
    std::function<void(ssl_ctx_st*)> adjust_context = nullptr;
};

}  // namespace tlsmatrix::client
