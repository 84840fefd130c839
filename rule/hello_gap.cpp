#include <algorithm>
#include <array>

#include <tlsmatrix/rule/hello_gap.hpp>
#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/named_group.hpp>

namespace tlsmatrix {
namespace {

using enum ProtocolVersion;

// The types of which OpenSSL from 3.0 on takes none twice; of what it does not know it counts none.
constexpr std::array<std::uint16_t, 22> counted{0,  5,  10, 11, 13, 14, 16, 18, 22, 23,    35,
                                                41, 42, 43, 44, 45, 47, 49, 50, 51, 13172, 0xff01};

// HashAlgorithm and SignatureAlgorithm of TLS 1.2 (RFC 5246 section 7.4.1.4.1), with SHA-1 and
// SHA-2; and the schemes of RFC 8446.
bool signs_at_1_2(std::uint16_t scheme) {
    const auto hash = scheme >> 8U;
    const auto key = scheme & 0xFFU;
    return (hash >= 2 && hash <= 6 && (key == 1 || key == 3)) ||
           (scheme >= 0x0804 && scheme <= 0x080b);
}

bool signs_at_1_3(std::uint16_t scheme) {
    return scheme == 0x0403 || scheme == 0x0503 || scheme == 0x0603 ||
           (scheme >= 0x0804 && scheme <= 0x080b);
}

bool has(const ClientHello& hello, std::uint16_t type) {
    return std::ranges::find(hello.extensions, type) != hello.extensions.end();
}

bool has_one_twice(const ClientHello& hello) {
    return std::ranges::any_of(counted, [&](std::uint16_t type) {
        return std::ranges::count(hello.extensions, type) > 1;
    });
}

bool has_group(const ClientHello& hello, bool curves_alone) {
    return std::ranges::any_of(hello.supported_groups, [&](std::uint16_t code) {
        const NamedGroup* group = find_named_group(code);
        return group != nullptr && (group->curve || !curves_alone);
    });
}

bool signs(const ClientHello& hello, bool (*scheme)(std::uint16_t)) {
    return std::ranges::any_of(hello.signature_algorithms, scheme);
}

bool has_suite_without_curves(const ClientHello& hello, ProtocolVersion version) {
    return std::ranges::any_of(common_suites(), [&](const CipherSuite& suite) {
        return versions_of(suite).contains(version) && !suite.iana.starts_with("TLS_ECDHE_") &&
               std::ranges::find(hello.cipher_suites, suite.code) != hello.cipher_suites.end();
    });
}

// RFC 8446 asks for the three among the mandatory extensions, and in section 4.1.1 for something of
// them in common.
std::optional<HelloGap> gap_at_1_3(const ClientHello& hello) {
    if (!has(hello, extension::signature_algorithms)) {
        return {{alert_code::missing_extension, "it has no signature_algorithms"}};
    }
    if (!has(hello, extension::supported_groups)) {
        return {{alert_code::missing_extension, "it has no supported_groups"}};
    }
    if (!has(hello, extension::key_share)) {
        return {{alert_code::missing_extension, "it has no key_share"}};
    }
    if (!has_group(hello, false)) {
        return {{alert_code::handshake_failure, "no group of its is known"}};
    }
    if (!signs(hello, signs_at_1_3)) {
        return {{alert_code::handshake_failure,
                 "no signature algorithm that it offers is for TLSv1.3"}};
    }
    return std::nullopt;
}

// RFC 8422 section 5.1 and RFC 5246 section 7.4.1.4.1. Without signature_algorithms SHA-1 counts as
// offered.
std::optional<HelloGap> gap_below_1_3(const ClientHello& hello, ProtocolVersion chosen) {
    if (!has_group(hello, true) && !has_suite_without_curves(hello, chosen)) {
        return {{alert_code::handshake_failure,
                 "its suites take a curve, and it offers none that is known"}};
    }
    if (chosen == tls_1_2 && has(hello, extension::signature_algorithms) &&
        !signs(hello, signs_at_1_2)) {
        return {{alert_code::handshake_failure, "no signature algorithm that it offers is known"}};
    }
    return std::nullopt;
}

}  // namespace

// No type may stand in a hello twice. OpenSSL
// reads all extensions before it looks at the versions.
std::optional<HelloGap> gap_of(const ClientHello& hello, const OldHelloAnswer& choice) {
    if (has_one_twice(hello)) {
        return {{alert_code::illegal_parameter, "an extension stands in it twice"}};
    }
    const auto* chosen = std::get_if<ProtocolVersion>(&choice);
    if (chosen == nullptr) {
        return std::nullopt;
    }
    return *chosen == tls_1_3 ? gap_at_1_3(hello) : gap_below_1_3(hello, *chosen);
}

}  // namespace tlsmatrix
