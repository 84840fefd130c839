// The error text of a TLS client or server, by the texts that are known: where each is from, what
// it means, and what it does not prove.
//   find_errors("curl: (35) error:0A00042E:SSL routines::tlsv1 alert protocol version")
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::explain {

// Ask is a question that decides something, and the command that asks it.
enum class Ask : std::uint8_t { client, floor, server, names, chain, machine, url, hello, levels };

// Meaning is what a text comes to, whoever printed it.
struct Meaning {
    std::string_view id;        // JSON's word: alert_protocol_version
    std::string_view headline;  // a sentence
    std::vector<std::string_view> proves = {};
    std::vector<std::string_view> open = {};     // what it does not prove
    std::vector<std::string_view> reasons = {};  // what may lie behind it
    std::vector<Ask> asks = {};
};

// ErrorText is a row of the table. In a text, {d} stands for digits, {x} for hexadecimal ones, {w}
// for a word and {l} for a list or a name.
struct ErrorText {
    std::string_view text;
    std::string_view library;  // who writes it
    std::string_view origin;   // where it stands there: release, function, constant, alert
    std::string_view meaning;  // its id
    std::uint16_t number = 0;  // OpenSSL's reason, which has to fit; 0: it has none here
};

[[nodiscard]] std::span<const Meaning> meanings();
[[nodiscard]] const Meaning* find_meaning(std::string_view id);

// openssl_texts are reasons of libssl and libcrypto, which stand in a frame; other_texts stand for
// themselves.
[[nodiscard]] std::span<const ErrorText> openssl_texts();
[[nodiscard]] std::span<const ErrorText> java_texts();
[[nodiscard]] std::span<const ErrorText> other_texts();

// ErrorMatch is a row that a text has.
struct ErrorMatch {
    const ErrorText* row = nullptr;
    std::string found;  // as it stands there
};

// ErrorReading is all that was found. A value.
struct ErrorReading {
    std::vector<ErrorMatch> matches;          // each meaning once
    std::vector<std::string> contradictions;  // sentences; then nothing is known
    std::string reason;  // OpenSSL's words in a frame of OpenSSL's, known or not
};

inline constexpr std::size_t max_error_text = std::size_t{64} << 10U;

// read_error looks for every text that is known. A text that merely resembles one counts as
// unknown.
[[nodiscard]] Result<ErrorReading> read_error(std::string_view text);

}  // namespace tlsmatrix::explain
