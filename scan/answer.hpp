// What a server did with a hello: the first thing it said, or how it said nothing.
//   if (auto answer = read_answer(bytes)) use(*answer); else read_more();
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::scan {

// Sslv2ServerHello is a choice of SSLv2, where the client would choose among the ciphers.
struct Sslv2ServerHello {
    std::vector<std::uint32_t> kinds;  // in the server's order

    friend bool operator==(const Sslv2ServerHello&, const Sslv2ServerHello&) = default;
};

// Ending is a connection that ended, or was given up, without a hello and without an alert.
struct Ending {
    enum class Kind { closed, reset, timed_out, not_tls, unreachable };

    Kind kind = Kind::closed;
    std::string detail = {};  // what stands for it in a sentence, where the kind does not say all

    friend bool operator==(const Ending&, const Ending&) = default;
};

[[nodiscard]] std::string_view ending_name(Ending::Kind kind);

using Answer = std::variant<ServerHello, Sslv2ServerHello, Alert, Ending>;

// read_answer reads what has come so far; nullopt as long as that does not tell. A hello may be cut
// into records and bytes anywhere. A warning is passed over, since a hello may follow it.
[[nodiscard]] std::optional<Answer> read_answer(std::span<const std::uint8_t> bytes);

// last_answer is what to make of bytes that did not tell and after which none came: a warning among
// them, else the ending itself.
[[nodiscard]] Answer last_answer(std::span<const std::uint8_t> bytes, const Ending& ending);

// warning_before_hello is the first warning among bytes that told of a hello.
[[nodiscard]] std::optional<Alert> warning_before_hello(std::span<const std::uint8_t> bytes);

// chosen_version is the code of the version that was chosen; nullopt for all but hellos.
[[nodiscard]] std::optional<std::uint16_t> chosen_version(const Answer& answer);

// is_alert tells whether the answer is this alert.
[[nodiscard]] bool is_alert(const Answer& answer, std::uint8_t description);
// is_ending tells whether the answer is this ending.
[[nodiscard]] bool is_ending(const Answer& answer, Ending::Kind kind);

// ends_without_a_word tells whether the connection was closed or reset and nothing was said, which
// a network in between can do as well.
[[nodiscard]] bool ends_without_a_word(const Answer& answer);

// describe says in a few words what the server did: `chose TLSv1.2`, `alert handshake_failure`,
// `closed the connection`. Whatever bytes came are escaped.
[[nodiscard]] std::string describe(const Answer& answer);

}  // namespace tlsmatrix::scan
