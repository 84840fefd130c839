// What a listener that misbehaves does with a connection until its handshake is over. Internal.
#pragma once

#include <optional>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/engine/stream.hpp>
#include <tlsmatrix/server/behaviours/served_behaviour.hpp>

namespace tlsmatrix::server {

// Misbehaviour is what came of it. A value.
struct Misbehaviour {
    HandshakeOutcome outcome = {};
    std::optional<ClientHello> hello = {};  // nullopt: none that can be read
    bool acted = false;                     // the hello was one that the behaviour is about
    bool resets = false;                    // the socket must be closed as it is
    bool is_half_open = false;              // the handshake is over, and nothing must follow
};

// other_server is the context of Reaction::other_server, made of the listener's own settings;
// nullopt where the behaviour needs none. Throws SetupError where this OpenSSL cannot do it.
[[nodiscard]] std::optional<ServerContext> other_server(const Behaviour& behaviour,
                                                        const ServerContextSettings& settings);

// misbehave reads the hello, and either does to it what the behaviour says or has libssl make the
// handshake.
[[nodiscard]] boost::asio::awaitable<Misbehaviour> misbehave(
    Stream& stream, const Behaviour& behaviour, const std::optional<ServerContext>& other);

}  // namespace tlsmatrix::server
