// Servers that misbehave on purpose, each in one way, as a table.
//   listener.behaviour = find_behaviour("reset-above-1.2");   // null: no such name
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/standards.hpp>
#include <tlsmatrix/tls/tls_settings.hpp>

namespace tlsmatrix::server {

// HeardHello is a hello as a server that misbehaves looks at it.
struct HeardHello {
    ClientHello hello;
    std::size_t bytes = 0;    // with the headers of its records
    std::size_t records = 0;  // 0 for a hello of SSLv2
    std::size_t reads = 0;    // how often bytes came before it was whole
};

// Reaction is what is done to a hello that a behaviour is about; every other is served as usual.
enum class Reaction {
    alert,         // refuse it by a fatal alert
    reset,         // reset the connection
    close,         // close it without a word
    silence,       // say nothing until the client goes
    bogus_hello,   // a ServerHello of a version that there is not
    sslv2_hello,   // a ServerHello of SSLv2
    other_server,  // go on as another server would, whose settings are Behaviour::other
    warning,       // a warning, and go on
    half_open,     // go on, and say nothing more once the handshake is over
    nothing,       // go on: the settings are what is wrong
};

// Behaviour is one way to misbehave. A value; the table lives as long as the program.
struct Behaviour {
    std::string name;
    std::string summary;  // what it does, as the end of `this server ...`
    Standard breaks;
    Reaction reaction = Reaction::nothing;
    // meets tells which hellos it is about. `limit` is the behaviour's own.
    bool (*meets)(const HeardHello& heard, std::uint16_t limit) = nullptr;
    std::uint16_t limit = 0;   // the version above which a hello is refused
    std::uint8_t alert = 0;    // for Reaction::alert and warning
    VersionSet versions = {};  // what it serves otherwise
    std::string ciphers = {};  // as ServerTls::ciphers
    // other is how Reaction::other_server differs.
    enum class Other { none, pinned_to_1_2, fixed_to_1_2, sentinel_of_1_3, sentinel_of_jdk };
    Other other = Other::none;
};

// behaviours are all there are, in the order in which they are listed.
[[nodiscard]] std::span<const Behaviour> behaviours();
[[nodiscard]] const Behaviour* find_behaviour(std::string_view name);

// behaviour_table is the list as text, a line each: name, what it does, which standard it breaks.
[[nodiscard]] std::string behaviour_table();
// behaviour_cause says of one why it does what it does: `misbehaves on purpose: reset-above-1.2
// resets ..., against RFC ...`.
[[nodiscard]] std::string behaviour_cause(const Behaviour& behaviour);

}  // namespace tlsmatrix::server
