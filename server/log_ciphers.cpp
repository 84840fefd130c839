#include "server/log_ciphers.hpp"

#include <algorithm>
#include <array>

namespace tlsmatrix::server {
namespace {

struct CipherSuite {
    std::uint16_t code;
    std::string_view name;
};

// As `openssl ciphers -V ALL:COMPLEMENTOFALL` of OpenSSL 3.0 has them, and the 3DES, DES and RC4
// suites of its older releases. Sorted by code.
constexpr std::array cipher_suites{
    CipherSuite{0x0001, "NULL-MD5"},
    CipherSuite{0x0002, "NULL-SHA"},
    CipherSuite{0x0004, "RC4-MD5"},
    CipherSuite{0x0005, "RC4-SHA"},
    CipherSuite{0x0009, "DES-CBC-SHA"},
    CipherSuite{0x000a, "DES-CBC3-SHA"},
    CipherSuite{0x0013, "DHE-DSS-DES-CBC3-SHA"},
    CipherSuite{0x0016, "DHE-RSA-DES-CBC3-SHA"},
    CipherSuite{0x002f, "AES128-SHA"},
    CipherSuite{0x0032, "DHE-DSS-AES128-SHA"},
    CipherSuite{0x0033, "DHE-RSA-AES128-SHA"},
    CipherSuite{0x0034, "ADH-AES128-SHA"},
    CipherSuite{0x0035, "AES256-SHA"},
    CipherSuite{0x0038, "DHE-DSS-AES256-SHA"},
    CipherSuite{0x0039, "DHE-RSA-AES256-SHA"},
    CipherSuite{0x003a, "ADH-AES256-SHA"},
    CipherSuite{0x003b, "NULL-SHA256"},
    CipherSuite{0x003c, "AES128-SHA256"},
    CipherSuite{0x003d, "AES256-SHA256"},
    CipherSuite{0x0040, "DHE-DSS-AES128-SHA256"},
    CipherSuite{0x0041, "CAMELLIA128-SHA"},
    CipherSuite{0x0044, "DHE-DSS-CAMELLIA128-SHA"},
    CipherSuite{0x0045, "DHE-RSA-CAMELLIA128-SHA"},
    CipherSuite{0x0046, "ADH-CAMELLIA128-SHA"},
    CipherSuite{0x0067, "DHE-RSA-AES128-SHA256"},
    CipherSuite{0x006a, "DHE-DSS-AES256-SHA256"},
    CipherSuite{0x006b, "DHE-RSA-AES256-SHA256"},
    CipherSuite{0x006c, "ADH-AES128-SHA256"},
    CipherSuite{0x006d, "ADH-AES256-SHA256"},
    CipherSuite{0x0084, "CAMELLIA256-SHA"},
    CipherSuite{0x0087, "DHE-DSS-CAMELLIA256-SHA"},
    CipherSuite{0x0088, "DHE-RSA-CAMELLIA256-SHA"},
    CipherSuite{0x0089, "ADH-CAMELLIA256-SHA"},
    CipherSuite{0x009c, "AES128-GCM-SHA256"},
    CipherSuite{0x009d, "AES256-GCM-SHA384"},
    CipherSuite{0x009e, "DHE-RSA-AES128-GCM-SHA256"},
    CipherSuite{0x009f, "DHE-RSA-AES256-GCM-SHA384"},
    CipherSuite{0x00a2, "DHE-DSS-AES128-GCM-SHA256"},
    CipherSuite{0x00a3, "DHE-DSS-AES256-GCM-SHA384"},
    CipherSuite{0x00a6, "ADH-AES128-GCM-SHA256"},
    CipherSuite{0x00a7, "ADH-AES256-GCM-SHA384"},
    CipherSuite{0x00ba, "CAMELLIA128-SHA256"},
    CipherSuite{0x00bd, "DHE-DSS-CAMELLIA128-SHA256"},
    CipherSuite{0x00be, "DHE-RSA-CAMELLIA128-SHA256"},
    CipherSuite{0x00bf, "ADH-CAMELLIA128-SHA256"},
    CipherSuite{0x00c0, "CAMELLIA256-SHA256"},
    CipherSuite{0x00c3, "DHE-DSS-CAMELLIA256-SHA256"},
    CipherSuite{0x00c4, "DHE-RSA-CAMELLIA256-SHA256"},
    CipherSuite{0x00c5, "ADH-CAMELLIA256-SHA256"},
    CipherSuite{0x1301, "TLS_AES_128_GCM_SHA256"},
    CipherSuite{0x1302, "TLS_AES_256_GCM_SHA384"},
    CipherSuite{0x1303, "TLS_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xc006, "ECDHE-ECDSA-NULL-SHA"},
    CipherSuite{0xc007, "ECDHE-ECDSA-RC4-SHA"},
    CipherSuite{0xc008, "ECDHE-ECDSA-DES-CBC3-SHA"},
    CipherSuite{0xc009, "ECDHE-ECDSA-AES128-SHA"},
    CipherSuite{0xc00a, "ECDHE-ECDSA-AES256-SHA"},
    CipherSuite{0xc010, "ECDHE-RSA-NULL-SHA"},
    CipherSuite{0xc011, "ECDHE-RSA-RC4-SHA"},
    CipherSuite{0xc012, "ECDHE-RSA-DES-CBC3-SHA"},
    CipherSuite{0xc013, "ECDHE-RSA-AES128-SHA"},
    CipherSuite{0xc014, "ECDHE-RSA-AES256-SHA"},
    CipherSuite{0xc015, "AECDH-NULL-SHA"},
    CipherSuite{0xc018, "AECDH-AES128-SHA"},
    CipherSuite{0xc019, "AECDH-AES256-SHA"},
    CipherSuite{0xc023, "ECDHE-ECDSA-AES128-SHA256"},
    CipherSuite{0xc024, "ECDHE-ECDSA-AES256-SHA384"},
    CipherSuite{0xc027, "ECDHE-RSA-AES128-SHA256"},
    CipherSuite{0xc028, "ECDHE-RSA-AES256-SHA384"},
    CipherSuite{0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256"},
    CipherSuite{0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384"},
    CipherSuite{0xc02f, "ECDHE-RSA-AES128-GCM-SHA256"},
    CipherSuite{0xc030, "ECDHE-RSA-AES256-GCM-SHA384"},
    CipherSuite{0xc050, "ARIA128-GCM-SHA256"},
    CipherSuite{0xc051, "ARIA256-GCM-SHA384"},
    CipherSuite{0xc052, "DHE-RSA-ARIA128-GCM-SHA256"},
    CipherSuite{0xc053, "DHE-RSA-ARIA256-GCM-SHA384"},
    CipherSuite{0xc056, "DHE-DSS-ARIA128-GCM-SHA256"},
    CipherSuite{0xc057, "DHE-DSS-ARIA256-GCM-SHA384"},
    CipherSuite{0xc05c, "ECDHE-ECDSA-ARIA128-GCM-SHA256"},
    CipherSuite{0xc05d, "ECDHE-ECDSA-ARIA256-GCM-SHA384"},
    CipherSuite{0xc060, "ECDHE-ARIA128-GCM-SHA256"},
    CipherSuite{0xc061, "ECDHE-ARIA256-GCM-SHA384"},
    CipherSuite{0xc072, "ECDHE-ECDSA-CAMELLIA128-SHA256"},
    CipherSuite{0xc073, "ECDHE-ECDSA-CAMELLIA256-SHA384"},
    CipherSuite{0xc076, "ECDHE-RSA-CAMELLIA128-SHA256"},
    CipherSuite{0xc077, "ECDHE-RSA-CAMELLIA256-SHA384"},
    CipherSuite{0xc09c, "AES128-CCM"},
    CipherSuite{0xc09d, "AES256-CCM"},
    CipherSuite{0xc09e, "DHE-RSA-AES128-CCM"},
    CipherSuite{0xc09f, "DHE-RSA-AES256-CCM"},
    CipherSuite{0xc0a0, "AES128-CCM8"},
    CipherSuite{0xc0a1, "AES256-CCM8"},
    CipherSuite{0xc0a2, "DHE-RSA-AES128-CCM8"},
    CipherSuite{0xc0a3, "DHE-RSA-AES256-CCM8"},
    CipherSuite{0xc0ac, "ECDHE-ECDSA-AES128-CCM"},
    CipherSuite{0xc0ad, "ECDHE-ECDSA-AES256-CCM"},
    CipherSuite{0xc0ae, "ECDHE-ECDSA-AES128-CCM8"},
    CipherSuite{0xc0af, "ECDHE-ECDSA-AES256-CCM8"},
    CipherSuite{0xcca8, "ECDHE-RSA-CHACHA20-POLY1305"},
    CipherSuite{0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305"},
    CipherSuite{0xccaa, "DHE-RSA-CHACHA20-POLY1305"},
};

constexpr bool before(const CipherSuite& left, const CipherSuite& right) {
    return left.code < right.code;
}

static_assert(std::is_sorted(cipher_suites.begin(), cipher_suites.end(), before));

}  // namespace

std::string_view cipher_suite_name(std::uint16_t code) {
    const CipherSuite wanted{code, {}};
    const auto* found =
        std::lower_bound(cipher_suites.begin(), cipher_suites.end(), wanted, before);
    return found != cipher_suites.end() && found->code == code ? found->name : std::string_view();
}

}  // namespace tlsmatrix::server
