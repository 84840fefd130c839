#include "tls/memory_handshake.hpp"

namespace tlsmatrix {

View view_of(const Connection& connection) {
    return {connection.outcome(), connection.observation(), connection.failure()};
}

Encounter shake_hands(const ClientContext& client_context, const ServerContext& server_context,
                      std::size_t most) {
    MemoryWire wire(most);
    Connection client(client_context, wire.end(Sender::client), "");
    Connection server(server_context, wire.end(Sender::server));
    bool client_going = true;
    bool server_going = true;
    const auto drive = [&wire](Connection& connection, Sender which, bool& going) {
        if (going) {
            const Progress progress = connection.handshake();
            going = progress == Progress::wants_read || progress == Progress::wants_write;
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
    return {view_of(client), view_of(server)};
}

}  // namespace tlsmatrix
