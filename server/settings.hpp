// Everything a server can be told, as plain values with their defaults.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/engine/context.hpp>
#include <tlsmatrix/server/access_entry.hpp>
#include <tlsmatrix/server/behaviours/served_behaviour.hpp>
#include <tlsmatrix/server/complaint.hpp>
#include <tlsmatrix/server/handler.hpp>
#include <tlsmatrix/server/http/request_reader.hpp>
#include <tlsmatrix/server/log/access_log.hpp>
#include <tlsmatrix/tls/certificate_zoo.hpp>

namespace tlsmatrix::server {

// both_loopback_addresses is the host of a listener on 127.0.0.1 and, where this machine has it, on
// ::1, with one port: clients differ in which of the two `localhost` is to them. It is never looked
// up (RFC 6761 section 6.3).
inline constexpr std::string_view both_loopback_addresses = "localhost";

// ListenerSettings is one address, the set of versions that is pinned to it, and whatever else
// ServerTls has.
struct ListenerSettings : ServerTls {
    std::string host = "127.0.0.1";  // a literal IPv4 or IPv6 address, or both_loopback_addresses
    std::uint16_t port = 0;          // 0: any free port, of both addresses where there are two
    std::string name = {};           // empty: the set's compact form
    // behaviour has it misbehave on purpose; null: it does not. No pin proof is made of it.
    const Behaviour* behaviour = nullptr;
    // credentials are its own, in place of the server's; empty: those.
    Credentials credentials = {};
    // certificate is the one of the zoo that they are; null: none of it.
    const ZooEntry* certificate = nullptr;
};

// Deadlines are absolute: a byte that trickles in does not move them, body_idle excepted.
struct Deadlines {
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds header{10'000};  // from the first byte of a request to its last field
    std::chrono::milliseconds body_idle{10'000};
    std::chrono::milliseconds body_total{60'000};
    std::chrono::milliseconds write{60'000};
    std::chrono::milliseconds keep_alive{75'000};  // between two requests
    std::chrono::milliseconds linger{2'000};       // for the client to read the last answer
    std::chrono::milliseconds stop{10'000};        // for requests in flight when the server stops
};

// Watcher sees every entry, on the thread of its connection; it must not block.
using Watcher = std::function<void(const AccessEntry&)>;

// ConnectionEvent is the beginning or the end of a connection, whatever came of it between.
struct ConnectionEvent {
    enum class Kind { opened, closed };

    Kind kind = Kind::opened;
    std::uint64_t serial = 0;  // that of ConnectionFacts
    std::uint16_t local_port = 0;
    std::uint16_t peer_port = 0;
};

// ConnectionWatcher sees every connection that is accepted, in the order of the listener's queue,
// and its end after its last entry: how an owner knows that nothing more will come of a client that
// has gone. On the thread of the connection; it must not block.
using ConnectionWatcher = std::function<void(const ConnectionEvent&)>;

// Settings is a whole server.
struct Settings {
    std::vector<ListenerSettings> listeners;
    Credentials credentials;
    Trust client_trust = {};  // who must have signed the certificates of clients
    KeyLog key_log = nullptr;
    unsigned threads = 1;
    // most_handshakes may be under way at once, shared out among the threads. Beyond that no
    // connection is accepted until one of them is over, and those whose client is silent are ended.
    unsigned most_handshakes = 256;
    RequestLimits limits = {};
    Deadlines deadlines = {};
    Handler handler = default_handler();
    std::shared_ptr<AccessLog> log = nullptr;  // null: no log
    Watcher watcher = nullptr;
    ConnectionWatcher connection_watcher = nullptr;
    // reporter hears what no client should be able to cause: a session that an exception ended, no
    // descriptor left to accept with. What a log cannot write is the log's own to tell.
    Reporter reporter = report_to_standard_error;
    bool pin_proof = true;
    // adjust_context runs on each finished SSL_CTX: how a test makes a server that pins wrongly.
    std::function<void(ssl_ctx_st*)> adjust_context = nullptr;
};

}  // namespace tlsmatrix::server
