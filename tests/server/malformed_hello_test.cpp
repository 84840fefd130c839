// What is wrong in a hello's fields and extensions, in any version. Where OpenSSL's answer is not
// the one of the RFC, the row says so.
#include <array>
#include <utility>

#include <openssl/crypto.h>

#include "tests/server/malformed_support.hpp"

namespace tlsmatrix::server::malformed_hello_test {
namespace {

constexpr std::string_view no_such_suite =
    "the client offers no cipher suite that the server has for TLSv1.2";

// heeds_point_formats says whether libssl gives an EC key only to clients whose ec_point_formats
// allow its form, as all releases did until July 2026. Series that ended before then still do.
bool heeds_point_formats() {
    constexpr std::array<std::pair<unsigned long, unsigned long>, 5> changed{
        {{0x300, 22}, {0x304, 7}, {0x305, 8}, {0x306, 4}, {0x400, 2}}};
    const unsigned long series = OpenSSL_version_num() >> 20;
    const unsigned long patch = OpenSSL_version_num() >> 4 & 0xff;
    for (const auto& [in, first] : changed) {
        if (in == series) {
            return patch < first;
        }
    }
    return series < 0x400;
}

constexpr std::string_view to_decode = "RFC 8446 section 6.2: decode_error";

Bytes hello_with(const Bytes& extensions) {
    HelloParts parts;
    parts.extensions = extensions;
    return hello_record(parts);
}

// beside is a sound hello of TLS 1.2 with one extension more.
Bytes beside(std::uint16_t type, const Bytes& body) {
    return hello_with(
        joined({groups_extension(), signatures_extension(), extension_bytes(type, body)}));
}

Bytes changed(const std::function<void(HelloParts&)>& change) {
    HelloParts parts = sound_parts();
    change(parts);
    return hello_record(parts);
}

// cut is a hello that ends after so many bytes of its body, and says so in its length.
Bytes cut(std::size_t bytes) {
    Bytes message = client_hello_bytes(sound_parts());
    message.erase(message.begin(), message.begin() + 4);
    message.resize(bytes);
    return record_bytes(22, handshake_message(1, message));
}

TEST(MalformedHello, FieldsAreAnsweredAsTheTableSays) {
    const Bytes sound = *sound_parts().extensions;
    const auto raw = [](const Bytes& body) {
        return record_bytes(22, handshake_message(1, joined({{3, 3}, Bytes(32, 1), body})));
    };
    const auto version = [](std::uint16_t code) {
        return changed([code](HelloParts& parts) { parts.legacy_version = code; });
    };
    const auto compressions = [](const Bytes& list) {
        return changed([&list](HelloParts& parts) { parts.compressions = list; });
    };
    Bench bench;
    expect_rows(
        bench,
        {
            {"legacy_version 0", version(0), "protocol_version",
             "the client offers at most 0x0000, which the server does not speak"},
            {"legacy_version of SSLv2", version(0x0002), "protocol_version",
             "the client offers at most SSLv2, which the server does not speak"},
            {"legacy_version 2.255", version(0x02ff), "protocol_version",
             "the client offers at most 0x02ff, which the server does not speak"},
            {"legacy_version of SSLv3", version(0x0300), "handshake_failure",
             "the client offers at most SSLv3, which the server does not speak",
             "RFC 8446 appendix D.5: protocol_version", "protocol_version"},
            {"legacy_version of TLS 1.3", version(0x0304), a_server_hello},
            {"legacy_version 3.255", version(0x03ff), a_server_hello},
            {"legacy_version 255.255", version(0xffff), a_server_hello},
            {"a session id of 33 bytes",
             changed([](HelloParts& parts) { parts.session_id = Bytes(33, 1); }), "decode_error"},
            {"a session id of 255 bytes",
             changed([](HelloParts& parts) { parts.session_id = Bytes(255, 1); }), "decode_error"},
            {"no cipher suites", changed([](HelloParts& parts) { parts.cipher_suites = {}; }),
             "illegal_parameter", "", to_decode, "decode_error"},
            {"a cipher suite and a half", raw({0, 0, 3, 0xc0, 0x2b, 0, 1, 0}), "decode_error"},
            {"unknown cipher suites alone", changed([](HelloParts& parts) {
                 parts.cipher_suites = {0xfefe, 0xfefd};
             }),
             "handshake_failure", no_such_suite},
            {"NULL_WITH_NULL_NULL alone",
             changed([](HelloParts& parts) { parts.cipher_suites = {0}; }), "handshake_failure",
             no_such_suite},
            {"suites of TLS 1.3 alone, for TLS 1.2", changed([](HelloParts& parts) {
                 parts.cipher_suites = {0x1301, 0x1302};
             }),
             "handshake_failure", no_such_suite},
            {"no compression methods", compressions({}), "decode_error"},
            {"compression without null", compressions({1}), "decode_error", "", "",
             "illegal_parameter"},
            {"DEFLATE and null", compressions({1, 0}), a_server_hello},
            {"a hello that ends in its version", cut(1), "decode_error", "", "",
             "illegal_parameter"},
            {"a hello that ends behind its version", cut(2), "decode_error"},
            {"a hello that ends in its random", cut(20), "decode_error"},
            {"a hello that ends behind its random", cut(34), "decode_error"},
            {"a hello that ends behind its session id", cut(35), "decode_error"},
            {"a hello that ends in its suites", cut(38), "decode_error"},
            {"a hello that ends behind its suites", cut(41), "decode_error"},
            {"a hello that ends in the extensions' length", cut(44), "decode_error"},
            {"a hello that ends in its extensions", cut(50), "decode_error"},
            {"a session id longer than the hello", raw({9, 1}), "decode_error"},
            {"suites longer than the hello", raw({0, 0, 9, 0xc0, 0x2b}), "decode_error"},
            {"a byte behind the extensions",
             raw(joined({{0}, {0, 2, 0xc0, 0x2b}, {1, 0}, with_length(2, sound), {0}})),
             "decode_error"},
            {"extensions that say less than they have",
             raw(joined({{0}, {0, 2, 0xc0, 0x2b}, {1, 0}, {0, 4}, sound})), "decode_error"},
            {"an extension longer than the block", hello_with({0, 10, 0, 9, 0, 2}), "decode_error"},
            {"half an extension's header", hello_with({0, 10, 0}), "decode_error"},
        });
}

TEST(MalformedHello, ExtensionsAreAnsweredAsTheTableSays) {
    const Bytes name = joined({{0}, with_length(2, text("localhost"))});
    Bench bench;
    expect_rows(
        bench,
        {
            // RFC 8446 section 4.2: not more than one of each type.
            {"supported_groups twice", hello_with(joined({groups_extension(), groups_extension()})),
             "illegal_parameter"},
            {"server_name twice",
             hello_with(joined({extension_bytes(0, with_length(2, name)),
                                extension_bytes(0, with_length(2, name))})),
             "illegal_parameter"},
            {"an unknown extension twice",
             hello_with(joined({groups_extension(), signatures_extension(),
                                extension_bytes(0xfafa, {}), extension_bytes(0xfafa, {})})),
             a_server_hello, "", "RFC 8446 section 4.2: illegal_parameter"},
            {"supported_groups empty", hello_with(extension_bytes(10, {})), "decode_error"},
            {"supported_groups of no group", hello_with(extension_bytes(10, {0, 0})),
             "decode_error"},
            {"supported_groups of a group and a half",
             hello_with(extension_bytes(10, {0, 3, 0, 23, 0})), "decode_error"},
            {"signature_algorithms empty",
             hello_with(joined({groups_extension(), extension_bytes(13, {})})), "decode_error"},
            {"signature_algorithms of none",
             hello_with(joined({groups_extension(), extension_bytes(13, {0, 0})})), "decode_error"},
            {"signature_algorithms odd",
             hello_with(joined({groups_extension(), extension_bytes(13, {0, 3, 4, 3, 0})})),
             "decode_error"},
            {"ec_point_formats empty", beside(11, {}), "decode_error"},
            {"ec_point_formats without uncompressed", beside(11, {1, 1}),
             heeds_point_formats() ? "handshake_failure" : a_server_hello,
             heeds_point_formats()
                 ? "the server found nothing in the hello to go on with in TLSv1.2"
                 : "",
             "RFC 8422 section 5.1.2: illegal_parameter"},
            {"server_name empty", beside(0, {}), "decode_error"},
            {"server_name of no name", beside(0, {0, 0}), "decode_error"},
            {"server_name of an empty name", beside(0, {0, 3, 0, 0, 0}), a_server_hello, "",
             "RFC 6066 section 3, RFC 8446 section 6.2: decode_error"},
            {"server_name of type 1", beside(0, {0, 4, 1, 0, 1, 'a'}), "decode_error"},
            {"server_name with a NUL", beside(0, {0, 6, 0, 0, 3, 'a', 0, 'b'}),
             "unrecognized_name"},
            {"server_name of 256 bytes",
             beside(0, with_length(2, joined({{0}, with_length(2, Bytes(256, 'a'))}))),
             "unrecognized_name"},
            {"two server names", beside(0, with_length(2, joined({name, name}))), "decode_error"},
            {"ALPN empty", beside(16, {}), "decode_error"},
            {"ALPN of no protocol", beside(16, {0, 0}), "decode_error"},
            {"ALPN of an empty protocol", beside(16, {0, 1, 0}), "decode_error"},
            {"ALPN longer than it is", beside(16, {0, 9, 2, 'h', '2'}), "decode_error"},
            {"max_fragment_length of no code", beside(1, {5}), "illegal_parameter"},
            {"max_fragment_length of two bytes", beside(1, {1, 1}), "decode_error"},
            {"renegotiation_info of another connection", beside(0xff01, {3, 1, 2, 3}),
             "handshake_failure",
             "the first hello of this connection claims to renegotiate another one"},
            {"renegotiation_info longer than it is", beside(0xff01, {3, 1}), "decode_error"},
            {"encrypt_then_mac with a body", beside(22, {1}), a_server_hello, "",
             "RFC 7366 section 2, RFC 8446 section 6.2: decode_error"},
            {"extended_master_secret with a body", beside(23, {1}), "decode_error"},
            {"status_request of an unknown type", beside(5, {9, 1}), a_server_hello},
            {"status_request cut off", beside(5, {1, 0}), "decode_error"},
        });
}

}  // namespace
}  // namespace tlsmatrix::server::malformed_hello_test
