// What is wrong before a hello is even read: records, their fragments and lengths, the message's
// header, and hellos of SSLv2. Where OpenSSL's answer is not the one of the RFC, the row says so.
#include "tests/server/malformed_support.hpp"

namespace tlsmatrix::server::malformed_records_test {
namespace {

Bytes hello() {
    return client_hello_bytes(sound_parts());
}

Bytes record_of_version(std::uint16_t version, const Bytes& body) {
    return joined({{22}, number(version, 2), with_length(2, body)});
}

// fragmented cuts a message into records of so many bytes, with `between` in front of each.
Bytes fragmented(const Bytes& message, std::size_t most, const Bytes& between = {}) {
    Bytes all;
    for (std::size_t begin = 0; begin < message.size(); begin += most) {
        const auto first = message.begin() + static_cast<std::ptrdiff_t>(begin);
        const std::size_t count = std::min(most, message.size() - begin);
        all = joined(
            {all, between, record_bytes(22, {first, first + static_cast<std::ptrdiff_t>(count)})});
    }
    return all;
}

Bytes times(int count, const Bytes& piece) {
    Bytes all;
    for (int i = 0; i < count; ++i) {
        all.insert(all.end(), piece.begin(), piece.end());
    }
    return all;
}

Bytes first(std::size_t count, Bytes bytes) {
    bytes.resize(count);
    return bytes;
}

TEST(MalformedRecords, AreAnsweredAsTheTableSays) {
    const Bytes empty_record = record_bytes(22, {});
    Bench bench;
    expect_rows(
        bench,
        {
            {"a sound hello", record_bytes(22, hello()), a_server_hello},
            // Lengths: RFC 8446 section 5.1 has 2^14 bytes for the plaintext of a record.
            {"16385 bytes in a record", record_bytes(22, Bytes(16385, 1)), "record_overflow"},
            {"16384 + 257 bytes in a record", record_bytes(22, Bytes(16384 + 257, 1)),
             "record_overflow"},
            {"a record of 65535 bytes, by its header alone",
             {22, 3, 1, 0xff, 0xff},
             "record_overflow"},
            // Ends in the middle.
            {"no byte at all", {}, nothing},
            {"one byte", {22}, nothing},
            {"a record's header alone", {22, 3, 1, 0, 5}, nothing},
            {"half a hello", first(40, record_bytes(22, hello())), nothing},
            {"a hello without its last byte",
             first(record_bytes(22, hello()).size() - 1, record_bytes(22, hello())), nothing},
            // Fragments: RFC 8446 section 5.1 allows any but empty ones.
            {"a hello of one byte a record", fragmented(hello(), 1), a_server_hello},
            {"a hello of three bytes a record", fragmented(hello(), 3), a_server_hello},
            {"an empty record in front", joined({empty_record, record_bytes(22, hello())}),
             a_server_hello},
            {"empty records between one-byte records", fragmented(hello(), 1, empty_record),
             a_server_hello},
            {"33 empty records", times(33, empty_record), "unexpected_message"},
            // Record versions: RFC 8446 section 5.1 says they must be ignored.
            {"a record of SSLv3's number", record_of_version(0x0300, hello()), a_server_hello},
            {"a record of TLS 1.3's number", record_of_version(0x0304, hello()), a_server_hello},
            {"a record of no version's number", record_of_version(0x03ff, hello()), a_server_hello},
            {"a record of major version 4", record_of_version(0x0401, hello()), nothing,
             "the first bytes that came are not TLS"},
            {"a record of major version 2", record_of_version(0x0200, hello()), nothing,
             "the first bytes that came are not TLS"},
            // Content types.
            {"application data before a hello", record_bytes(23, text("GET / HTTP/1.1\r\n\r\n")),
             "unexpected_message"},
            {"a ChangeCipherSpec before a hello", record_bytes(20, {1}), "unexpected_message"},
            {"a heartbeat", record_bytes(24, {1, 0, 0}), "unexpected_message"},
            {"content type 25", record_bytes(25, {1, 0, 0}), "unexpected_message"},
            {"content type 0", record_bytes(0, {1, 0, 0}), "unexpected_message"},
            {"an alert of three bytes", record_bytes(21, {2, 40, 0}), "unexpected_message"},
            {"an alert of one byte", record_bytes(21, {2}), "unexpected_message"},
            {"an alert of level 3", record_bytes(21, {3, 40}), "unexpected_message"},
            {"a fatal alert", record_bytes(21, {2, 40}), "unexpected_message",
             "the client sent handshake_failure in place of a hello",
             "RFC 8446 section 6.2: nothing"},
            {"a close_notify", record_bytes(21, {1, 0}), "unexpected_message", "",
             "RFC 8446 section 6.1: nothing"},
        });
}

TEST(MalformedMessages, AreAnsweredAsTheTableSays) {
    const Bytes sound = hello();
    Bytes too_long = sound;
    too_long[3] += 1;
    Bytes too_short = sound;
    too_short[3] -= 1;
    Bench bench;
    expect_rows(
        bench,
        {
            {"a hello of 2^24 - 1 bytes, by its header", record_bytes(22, {1, 0xff, 0xff, 0xff}),
             "illegal_parameter", "", "RFC 8446 section 6.2: decode_error"},
            {"a hello of 131397 bytes, by its header",
             record_bytes(22, joined({{1}, number(131397, 3)})), "illegal_parameter", "",
             "RFC 8446 section 6.2: decode_error"},
            {"a hello of 131396 bytes that never comes",
             record_bytes(22, joined({{1}, number(131396, 3)})), nothing},
            {"an empty hello", record_bytes(22, handshake_message(1, {})), "decode_error"},
            {"a hello that says one byte more than it has", record_bytes(22, too_long), nothing},
            {"a hello that says one byte less than it has", record_bytes(22, too_short),
             "decode_error"},
            {"a HelloRequest", record_bytes(22, handshake_message(0, {})), "unexpected_message"},
            {"a ServerHello", record_bytes(22, handshake_message(2, Bytes(40, 3))),
             "unexpected_message"},
            {"a Certificate", record_bytes(22, handshake_message(11, Bytes(40, 3))),
             "unexpected_message"},
            {"a ClientKeyExchange", record_bytes(22, handshake_message(16, Bytes(40, 3))),
             "unexpected_message"},
            {"a Finished", record_bytes(22, handshake_message(20, Bytes(12, 3))),
             "unexpected_message"},
            {"a KeyUpdate", record_bytes(22, handshake_message(24, {0})), "unexpected_message"},
            {"a message of type 99", record_bytes(22, handshake_message(99, {0})),
             "unexpected_message"},
        });
}

struct Sslv2Parts {
    std::uint16_t version = 0x0303;
    Bytes ciphers = {0, 0, 0x2f, 0, 0, 0xff};
    std::optional<std::size_t> ciphers_length = std::nullopt;
    std::size_t session_id = 0;
    std::size_t challenge = 32;
};

// sslv2_hello is a hello in the format of RFC 5246 appendix E.2.
Bytes sslv2_hello(const Sslv2Parts& parts) {
    const Bytes body = joined({{1},
                               number(parts.version, 2),
                               number(parts.ciphers_length.value_or(parts.ciphers.size()), 2),
                               number(parts.session_id, 2),
                               number(parts.challenge, 2),
                               parts.ciphers,
                               Bytes(parts.session_id, 5),
                               Bytes(parts.challenge, 7)});
    return joined({number(0x8000 | body.size(), 2), body});
}

TEST(MalformedSslv2Hellos, AreAnsweredAsTheTableSays) {
    // Such a hello names no groups: an RSA key is of use without.
    Bench bench([](Settings& settings) { settings.credentials = self_signed(rsa_key()); });
    if (running_profile() == Profile::openssl_4_0) {  // which closes on all of them
        constexpr std::string_view unread =
            "the client offers at most {} in a hello of SSLv2's format, which the server's OpenSSL "
            "does not read";
        const std::string of_tls = fmt::format(unread, "TLSv1.2");
        const std::string of_ssl = fmt::format(unread, "SSLv2");
        expect_rows(
            bench,
            {{"one that offers TLS 1.2", sslv2_hello({}), nothing, of_tls},
             {"one that offers SSLv2", sslv2_hello({.version = 2}), nothing, of_ssl},
             {"one with a cipher and a half", sslv2_hello({.ciphers = {0, 0, 0x2f, 0}}), nothing,
              "the client began a hello of SSLv2's format, which the server's OpenSSL does "
              "not read"}});
        return;
    }
    expect_rows(
        bench, {
                   // RFC 5246 appendix E.2: a server may take one that offers TLS.
                   {"one that offers TLS 1.2", sslv2_hello({}), a_server_hello},
                   {"one that offers TLS 1.0",
                    sslv2_hello({.version = 0x0301, .ciphers = {0, 0, 0x2f}}), a_server_hello},
                   // RFC 6176 section 3: SSL 2.0 itself must not be negotiated.
                   {"one that offers SSLv2", sslv2_hello({.version = 2}), "protocol_version",
                    "the client offers at most SSLv2, which the server does not speak"},
                   {"one that offers SSLv3", sslv2_hello({.version = 0x0300}), "handshake_failure",
                    "the client offers at most SSLv3, which the server does not speak"},
                   {"one without ciphers", sslv2_hello({.ciphers = {}}), "illegal_parameter", "",
                    "", "decode_error"},
                   {"one with a cipher and a half", sslv2_hello({.ciphers = {0, 0, 0x2f, 0}}),
                    "decode_error"},
                   {"one whose ciphers are longer than it is", sslv2_hello({.ciphers_length = 600}),
                    "decode_error"},
                   {"one without a challenge", sslv2_hello({.challenge = 0}), a_server_hello},
                   {"one with a session id", sslv2_hello({.session_id = 16}), a_server_hello, "",
                    "RFC 5246 appendix E.2: none may be there"},
                   {"one that ends in the middle", first(20, sslv2_hello({})), nothing},
                   {"one of no length", {0x80, 0, 1, 3, 3, 0, 0, 0, 0, 0, 0}, "decode_error"},
                   {"one of another message",
                    {0x80, 9, 4, 3, 3, 0, 0, 0, 0, 0, 0},
                    nothing,
                    "the first bytes that came are not TLS"},
               });
}

}  // namespace
}  // namespace tlsmatrix::server::malformed_records_test
