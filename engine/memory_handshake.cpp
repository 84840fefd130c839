#include <array>
#include <string_view>
#include <utility>

#include <tlsmatrix/engine/memory_handshake.hpp>

namespace tlsmatrix {
namespace {

// Both ends get as far as they can; whoever fails closes its side.
void drive_both(MemoryWire& wire, Connection& client, Connection& server) {
    bool client_going = true;
    bool server_going = true;
    const auto drive = [&wire](Connection& connection, Sender which, bool& going) {
        if (going) {
            const Progress progress = connection.handshake();
            going = is_waiting(progress);
            if (progress == Progress::failed) {
                wire.close(which);
            }
        }
    };
    std::size_t before = 0;
    do {
        before = wire.events();
        drive(client, Sender::client, client_going);
        drive(server, Sender::server, server_going);
    } while (wire.events() != before);
}

// What an end that is done learns from what it reads next.
View settled_view_of(Connection& connection) {
    std::array<char, 1> room{};
    (void)connection.read(room);
    View view = view_of(connection);
    if (const Alert* alert = view.saw.decisive_alert()) {
        view.outcome = Refused{*alert};
        view.own = connection.own_end();
    }
    return view;
}

// The client answers as it reads the question, and learns of the verdict as it reads on.
Encounter authenticate_later(Connection& client, Connection& server) {
    std::array<char, 1> room{};
    (void)client.read(room);
    View seen = settled_view_of(server);
    return {settled_view_of(client), std::move(seen)};
}

bool is_negotiated(const View& view) {
    return std::holds_alternative<Negotiated>(view.outcome);
}

}  // namespace

View view_of(const Connection& connection) {
    View view{connection.outcome(), connection.observation(), connection.failure()};
    if (!std::holds_alternative<Negotiated>(view.outcome)) {
        view.own = connection.own_end();
        view.certificate = connection.certificate_fault();
        view.certificate_words = connection.certificate_error();
    }
    return view;
}

Encounter shake_hands(const ClientContext& client_context, const ServerContext& server_context,
                      std::size_t most, const TlsSession& session, const std::string& server_name,
                      const Tap& tap) {
    MemoryWire wire(most);
    Connection client(client_context, wire.end(Sender::client), server_name);
    Connection server(server_context, wire.end(Sender::server));
    client.tap(tap);
    server.tap(tap);
    client.offer_session(session);
    drive_both(wire, client, server);
    const View seen = view_of(server);
    if (is_negotiated(seen) && server_context.settings().post_handshake &&
        server.request_certificate()) {
        return authenticate_later(client, server);
    }
    // In TLS 1.3 a client is done before the server has judged it.
    const bool judged = std::holds_alternative<Negotiated>(client.outcome()) &&
                        std::holds_alternative<Refused>(seen.outcome);
    return {judged ? settled_view_of(client) : view_of(client), seen};
}

TlsSession session_from(const ClientContext& client_context, const ServerContext& server_context,
                        const std::string& server_name) {
    MemoryWire wire;
    Connection client(client_context, wire.end(Sender::client), server_name);
    Connection server(server_context, wire.end(Sender::server));
    drive_both(wire, client, server);
    if (!std::holds_alternative<Negotiated>(client.outcome())) {
        return nullptr;
    }
    constexpr std::string_view word = "x";
    std::array<char, 16> room{};
    if (server.write(word).status != IoStatus::ok || client.read(room).status != IoStatus::ok) {
        return nullptr;
    }
    TlsSession session = client.session();
    // A connection that is dropped without close_notify spoils its session at the server.
    (void)client.shutdown();
    (void)server.shutdown();
    return session;
}

}  // namespace tlsmatrix
