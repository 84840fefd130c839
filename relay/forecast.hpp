// What ought to come of an attack, written down before it is driven: a pure function of what the
// same two ends said to one another without one.
//   const Forecast expected = forecast(attack, {hello, choice});
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/relay/attack.hpp>
#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/server_hello.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::relay {

// Baseline is what two ends said while nobody attacked them.
struct Baseline {
    ClientHello hello;
    ServerHello choice;
};

// Check is what an end notices an attack by.
enum class Check : std::uint8_t {
    unexpected_alert,        // where none may stand
    version_choice,          // no version is left, or the chosen one does not do
    sentinel,                // in ServerHello.random
    key_exchange_signature,  // of ServerKeyExchange, which has the randoms in it
    finished,                // or the keys, which come of the messages as well
    fallback_scsv,           // in the hello of a client that tries again with less
};

// check_name is a word of JSON; check_words is for people.
[[nodiscard]] std::string_view check_name(Check check);
[[nodiscard]] std::string_view check_words(Check check);

// Notice is one way in which an attack may be noticed.
struct Notice {
    Sender by = Sender::client;
    Check check = Check::finished;
    std::vector<std::uint8_t> alerts = {};  // those that the standards ask for; none: any

    friend bool operator==(const Notice&, const Notice&) = default;
};

// Effect is what an attack comes to.
enum class Effect : std::uint8_t {
    nothing,  // the handshake comes about as it would have
    cut,      // there is no handshake, and no end can tell an attack from an accident
    noticed,  // an end refuses
    either,   // an end may refuse, and may go on
};

[[nodiscard]] std::string_view effect_name(Effect effect);

// Forecast is what ought to come of it. What else a server supports cannot be known from one
// handshake, so there may be several notices: the first that fits what passed is the one.
struct Forecast {
    Effect effect = Effect::nothing;
    std::vector<Notice> notices = {};
    std::string sentence = {};
    std::optional<Standard> standard = {};  // which asks for that
};

[[nodiscard]] Forecast forecast(const Attack& attack, const Baseline& baseline);

}  // namespace tlsmatrix::relay
