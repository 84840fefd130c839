// What is wrong in a hello that offers TLS 1.3. Where OpenSSL's answer is not the one of the RFC,
// the row says so.
#include "tests/server/malformed_support.hpp"

namespace tlsmatrix::server::malformed_tls13_test {
namespace {

constexpr std::string_view no_such_suite =
    "the client offers no cipher suite that the server has for TLSv1.3";
constexpr std::string_view no_version =
    "the client offers no version and the server speaks TLSv1,TLSv1.1,TLSv1.2,TLSv1.3";
constexpr std::string_view unreadable = "the client's hello cannot be read";
constexpr std::string_view to_decode = "RFC 8446 section 6.2: decode_error";

Bytes key_share(const Bytes& entries) {
    return extension_bytes(51, with_length(2, entries));
}
Bytes share(std::uint16_t group, const Bytes& key) {
    return joined({number(group, 2), with_length(2, key)});
}

// hello_1_3 offers TLS 1.3 alone, and one suite of it.
Bytes hello_1_3(const Bytes& extensions, const std::function<void(HelloParts&)>& change = nullptr) {
    HelloParts parts;
    parts.cipher_suites = {0x1301};
    parts.extensions = extensions;
    if (change) {
        change(parts);
    }
    return hello_record(parts);
}

TEST(MalformedHello, OfTls13IsAnsweredAsTheTableSays) {
    const Bytes versions = versions_extension({0x0304});
    const Bytes groups = groups_extension();
    const Bytes signatures = signatures_extension();
    const Bytes no_share = key_share({});
    const Bytes sound = joined({versions, groups, signatures, no_share});
    const auto supported = [&](const Bytes& body) {
        return hello_1_3(joined({extension_bytes(43, body), groups, signatures, no_share}));
    };
    const auto shares = [&](const Bytes& body) {
        return hello_1_3(joined({versions, groups, signatures, extension_bytes(51, body)}));
    };
    Bench bench;
    expect_rows(
        bench,
        {
            {"a hello that asks for a retry", hello_1_3(sound), a_retry_request},
            // supported_versions, RFC 8446 section 4.2.1
            {"supported_versions empty", supported({}), "protocol_version", unreadable, to_decode},
            {"supported_versions of no version", supported({0}), "protocol_version", no_version,
             to_decode},
            {"supported_versions of a version and a half", supported({3, 3, 4, 3}),
             "protocol_version", unreadable, to_decode},
            {"supported_versions longer than it is", supported({4, 3, 4}), "protocol_version",
             unreadable, to_decode},
            {"supported_versions with a byte behind it", supported({2, 3, 4, 0}),
             "protocol_version", unreadable, to_decode},
            {"supported_versions of GREASE alone", supported({2, 0x0a, 0x0a}), "protocol_version",
             no_version},
            {"supported_versions of the future alone", supported({2, 3, 5}), "protocol_version",
             "the client offers 0x0305 and the server speaks TLSv1,TLSv1.1,TLSv1.2,TLSv1.3"},
            {"supported_versions of SSLv3 alone", supported({2, 3, 0}), "protocol_version",
             "the client offers SSLv3 and the server speaks TLSv1,TLSv1.1,TLSv1.2,TLSv1.3"},
            {"supported_versions twice", hello_1_3(joined({versions, sound})), "illegal_parameter"},
            {"TLS 1.3 with legacy_version of SSLv3",
             hello_1_3(sound, [](HelloParts& parts) { parts.legacy_version = 0x0300; }),
             "handshake_failure",
             "the hello's legacy_version is SSLv3, one of SSL, beside supported_versions",
             "RFC 8446 appendix D.5: protocol_version", "protocol_version"},
            {"TLS 1.3 with legacy_version of TLS 1.0",
             hello_1_3(sound, [](HelloParts& parts) { parts.legacy_version = 0x0301; }),
             a_retry_request},
            {"TLS 1.3 with legacy_version of TLS 1.3",
             hello_1_3(sound, [](HelloParts& parts) { parts.legacy_version = 0x0304; }),
             a_retry_request},
            // RFC 8446 section 4.1.2
            {"TLS 1.3 with DEFLATE and null",
             hello_1_3(sound,
                       [](HelloParts& parts) {
                           parts.compressions = {1, 0};
                       }),
             "illegal_parameter"},
            {"TLS 1.3 with DEFLATE alone",
             hello_1_3(sound, [](HelloParts& parts) { parts.compressions = {1}; }), "decode_error",
             "", "RFC 8446 section 4.1.2: illegal_parameter", "illegal_parameter"},
            {"TLS 1.3 with suites of TLS 1.2 alone",
             hello_1_3(sound, [](HelloParts& parts) { parts.cipher_suites = {0xc02b}; }),
             "handshake_failure", no_such_suite},
            // What must be there, RFC 8446 section 9.2
            {"TLS 1.3 without key_share", hello_1_3(joined({versions, groups, signatures})),
             "missing_extension"},
            {"TLS 1.3 without signature_algorithms",
             hello_1_3(joined({versions, groups, no_share})), "missing_extension"},
            {"TLS 1.3 without supported_groups",
             hello_1_3(joined({versions, signatures, no_share})), "missing_extension"},
            {"TLS 1.3 with supported_versions alone", hello_1_3(versions), "missing_extension"},
            // key_share, RFC 8446 section 4.2.8
            {"key_share empty", shares({}), "decode_error"},
            {"key_share longer than it is", shares({0, 9, 0, 23}), "decode_error"},
            {"key_share of an empty key", shares(with_length(2, share(0x0017, {}))),
             "decode_error"},
            {"key_share of a key that is cut", shares(with_length(2, {0, 23, 0, 65, 4})),
             "decode_error"},
            {"key_share of a short key", shares(with_length(2, share(0x0017, Bytes(9, 4)))),
             "illegal_parameter"},
            {"key_share of a point off the curve",
             shares(with_length(2, share(0x0017, Bytes(65, 4)))), "illegal_parameter"},
            {"key_share of a group that is not offered",
             shares(with_length(2, share(0x001d, Bytes(32, 4)))), "illegal_parameter"},
            // pre_shared_key, RFC 8446 sections 4.2.9 and 4.2.11
            {"pre_shared_key that is not the last",
             hello_1_3(joined({extension_bytes(45, {1, 1}),
                               extension_bytes(41, {0, 7, 0, 1, 'x', 0, 0, 0, 0, 0, 33}), sound})),
             "illegal_parameter"},
            {"pre_shared_key empty",
             hello_1_3(joined({sound, extension_bytes(45, {1, 1}), extension_bytes(41, {})})),
             "decode_error"},
            {"pre_shared_key without its modes",
             hello_1_3(joined(
                 {sound,
                  extension_bytes(
                      41, joined({with_length(2, joined({with_length(2, text("x")), Bytes(4, 0)})),
                                  with_length(2, with_length(1, Bytes(32, 1)))}))})),
             "missing_extension"},
            {"psk_key_exchange_modes of none", hello_1_3(joined({extension_bytes(45, {0}), sound})),
             "decode_error"},
        });
}

}  // namespace
}  // namespace tlsmatrix::server::malformed_tls13_test
