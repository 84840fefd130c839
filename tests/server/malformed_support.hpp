// A table of what strangers send for a hello, and what each is answered with.
//   expect_rows(bench, rows);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "tests/server/session_support.hpp"
#include "tests/support/bytes.hpp"
#include <tlsmatrix/engine/library.hpp>

namespace tlsmatrix::server {

// What an answer is where it is no alert.
inline constexpr std::string_view nothing = "nothing";
inline constexpr std::string_view a_server_hello = "a ServerHello";
inline constexpr std::string_view a_retry_request = "a HelloRetryRequest";

// Malformed is one client. It sends the bytes and the end of its stream behind them.
struct Malformed {
    std::string_view what;
    Bytes sent;
    std::string_view answer;      // an alert's name, or one of the above
    std::string_view cause = "";  // $tls_cause; empty: what the answer says by itself
    std::string_view rfc = "";    // where OpenSSL 3.0 differs from it: section, and its answer
    // later is what a release behind 3.0 may answer as well: it changed on the way to 3.5 or 4.0.
    std::string_view later = "";
};

// answer_in names what the server's bytes begin with.
inline std::string answer_in(std::string_view bytes) {
    // RFC 8446 section 4.1.3: the random of a HelloRetryRequest, its beginning.
    constexpr std::string_view retry_random = "\xCF\x21\xAD\x74\xE5\x9A\x61\x11";
    if (bytes.empty()) {
        return std::string(nothing);
    }
    // OpenSSL takes an unknown number that the client named for its record's, too.
    constexpr std::string_view two_bytes("\0\2", 2);
    if (bytes.size() == 7 && bytes[0] == '\x15' && bytes.substr(3, 2) == two_bytes &&
        bytes[5] == 2) {
        return alert_name(static_cast<std::uint8_t>(bytes[6]));
    }
    if (bytes.size() > 44 && bytes.starts_with("\x16\x03") && bytes[5] == 2) {
        return std::string(bytes.substr(11).starts_with(retry_random) ? a_retry_request
                                                                      : a_server_hello);
    }
    return fmt::format("{} bytes that are neither alert nor hello", bytes.size());
}

inline std::string line_of(const Malformed& row) {
    const bool closed =
        row.answer == nothing || row.answer == a_server_hello || row.answer == a_retry_request;
    if (!row.cause.empty()) {
        return fmt::format("-|000|{}|{}", closed ? "aborted" : "refused", row.cause);
    }
    return closed ? "-|000|closed|the client closed the connection without an alert"
                  : fmt::format("-|000|refused|the server refused with {}", row.answer);
}

// expect_rows has a client for each row. Only the first record of an answer counts.
inline void expect_rows(Bench& bench, const std::vector<Malformed>& rows) {
    for (const Malformed& row : rows) {
        Client client(bench.port());
        ASSERT_TRUE(client.send_plain(std::string(row.sent.begin(), row.sent.end()))) << row.what;
        client.end_sending();
        const std::string answer = answer_in(client.receive_all_plain());
        Malformed expected = row;
        if (running_profile() != Profile::openssl_3_0 && !row.later.empty() &&
            answer == row.later) {
            expected.answer = row.later;
        }
        EXPECT_EQ(answer, expected.answer)
            << row.what << (row.rfc.empty() ? "" : ", where the RFC differs: ") << row.rfc;
        EXPECT_THAT(bench.next_line(), testing::StartsWith(line_of(expected))) << row.what;
    }
    ClientContextSettings trusting = client_settings();
    trusting.trust.verify = false;
    Client healthy(bench.port(), std::move(trusting));
    EXPECT_EQ(outcome_name(healthy.shake_hands()), "negotiated") << "and others are served";
}

inline Bytes groups_extension() {
    return extension_bytes(10, with_length(2, codes({0x0017})));
}
inline Bytes signatures_extension() {
    return extension_bytes(13, with_length(2, codes({0x0403})));
}
inline Bytes versions_extension(const std::vector<std::uint16_t>& versions) {
    return extension_bytes(43, with_length(1, codes(versions)));
}

// hello_record is a hello in a record of its own.
inline Bytes hello_record(const HelloParts& parts) {
    return record_bytes(22, client_hello_bytes(parts));
}

// sound_parts are those of a hello that is answered with TLS 1.2.
inline HelloParts sound_parts() {
    HelloParts parts;
    parts.extensions = joined({groups_extension(), signatures_extension()});
    return parts;
}

}  // namespace tlsmatrix::server
