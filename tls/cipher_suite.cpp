#include <algorithm>
#include <array>
#include <vector>

#include <fmt/format.h>

#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {
namespace {

using enum ProtocolVersion;

bool names(const CipherSuite& suite, std::string_view part) {
    return suite.iana.find(part) != std::string_view::npos;
}

// A part of the registry's name, and the highest level that permits suites with it.
struct WeakPart {
    std::string_view part;
    int level;
};

constexpr std::array weak_parts{WeakPart{"_CCM_8", 0}, WeakPart{"_DES_CBC", 0},
                                WeakPart{"_WITH_RC4_128_MD5", 0}, WeakPart{"_RC4_128", 1}};

using Suites = std::vector<const CipherSuite*>;

std::uint16_t code_of(const CipherSuite* suite) {
    return suite->code;
}

Suites suites_by_code() {
    Suites sorted;
    for (const auto table : {common_suites(), rare_suites()}) {
        for (const CipherSuite& suite : table) {
            sorted.push_back(&suite);
        }
    }
    std::ranges::sort(sorted, {}, code_of);
    return sorted;
}

}  // namespace

bool is_cipher_suite(std::uint16_t code) {
    return code != empty_renegotiation_info_scsv_code && code != fallback_scsv_code &&
           !is_grease(code);
}

const CipherSuite* find_suite(std::uint16_t code) {
    static const Suites suites = suites_by_code();
    const auto found = std::ranges::lower_bound(suites, code, {}, code_of);
    return found != suites.end() && (*found)->code == code ? *found : nullptr;
}

std::string suite_name(std::uint16_t code) {
    const CipherSuite* suite = find_suite(code);
    if (suite == nullptr) {
        return fmt::format("0x{:04x}", code);
    }
    return std::string(suite->openssl.empty() ? suite->iana : suite->openssl);
}

const CipherSuite* find_common_suite(std::string_view openssl_name) {
    const auto suites = common_suites();
    const auto found = std::find_if(suites.begin(), suites.end(), [&](const CipherSuite& suite) {
        return suite.openssl == openssl_name;
    });
    return found == suites.end() || openssl_name.empty() ? nullptr : &*found;
}

VersionSet versions_of(const CipherSuite& suite) {
    switch (suite.era) {
        case CipherSuite::Era::any:
            return {tls_1_0, tls_1_1, tls_1_2};
        case CipherSuite::Era::since_1_2:
            return {tls_1_2};
        case CipherSuite::Era::only_1_3:
            break;
    }
    return {tls_1_3};
}

VersionSet suited_versions(std::span<const std::uint16_t> codes) {
    VersionSet suited;
    for (const std::uint16_t code : codes) {
        if (const CipherSuite* suite = find_suite(code)) {
            suited = suited | versions_of(*suite);
        }
    }
    return suited;
}

Authentication authentication_of(const CipherSuite& suite) {
    if (suite.era == CipherSuite::Era::only_1_3) {
        return Authentication::any;
    }
    if (names(suite, "_ECDSA_WITH_")) {
        return Authentication::ecdsa;
    }
    return names(suite, "_DSS_WITH_") ? Authentication::dss : Authentication::rsa;
}

bool signs_key_exchange(const CipherSuite& suite) {
    return !suite.iana.starts_with("TLS_RSA_WITH_");
}

bool has_short_tag(const CipherSuite& suite) {
    return names(suite, "_CCM_8");
}

int most_security_level(const CipherSuite& suite) {
    for (const WeakPart& weak : weak_parts) {
        if (names(suite, weak.part)) {
            return weak.level;
        }
    }
    return 2;
}

std::string_view era_source(const CipherSuite& suite) {
    switch (suite.era) {
        case CipherSuite::Era::any:
            return citation(Standard::suites_1_2);
        case CipherSuite::Era::since_1_2:
            return citation(Standard::gcm_suites);
        case CipherSuite::Era::only_1_3:
            break;
    }
    return citation(Standard::suites_of_1_3);
}

}  // namespace tlsmatrix
