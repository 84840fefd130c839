#include <algorithm>
#include <array>
#include <functional>

#include <tlsmatrix/scan/suite_order.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::scan {
namespace {

constexpr std::array kinds{
    Sslv2Kind{0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", "DES-CBC3-MD5"},
    Sslv2Kind{0x010080, "SSL_CK_RC4_128_WITH_MD5", "RC4-MD5"},
    Sslv2Kind{0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5", "RC2-CBC-MD5"},
    Sslv2Kind{0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5", "IDEA-CBC-MD5"},
    Sslv2Kind{0x080080, "SSL_CK_RC4_64_WITH_MD5", "RC4-64-MD5"},
    Sslv2Kind{0x060040, "SSL_CK_DES_64_CBC_WITH_MD5", "DES-CBC-MD5"},
    Sslv2Kind{0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5", "EXP-RC4-MD5"},
    Sslv2Kind{0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5", "EXP-RC2-CBC-MD5"},
};

bool may_be_chosen(CipherSuite::Era era, std::uint16_t version) {
    switch (era) {
        case CipherSuite::Era::any:
            return version <= tls_1_2;
        case CipherSuite::Era::since_1_2:
            return version == tls_1_2;
        case CipherSuite::Era::only_1_3:
            break;
    }
    return version > tls_1_2;
}

}  // namespace

bool is_chacha20(std::uint16_t code) {
    const CipherSuite* suite = find_suite(code);
    return suite != nullptr && suite->iana.find("CHACHA20") != std::string_view::npos;
}

std::vector<std::uint16_t> suites_at(std::uint16_t version) {
    std::vector<std::uint16_t> codes;
    for (const auto table : {common_suites(), rare_suites()}) {
        for (const CipherSuite& suite : table) {
            if (may_be_chosen(suite.era, version)) {
                codes.push_back(suite.code);
            }
        }
    }
    std::stable_partition(codes.begin(), codes.end(), std::not_fn(is_chacha20));
    return codes;
}

std::span<const Sslv2Kind> sslv2_kinds() {
    return kinds;
}

}  // namespace tlsmatrix::scan
