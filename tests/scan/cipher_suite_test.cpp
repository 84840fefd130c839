#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/suite_order.hpp>

namespace tlsmatrix::scan::cipher_suite_test {
namespace {

TEST(CipherSuite, IsOfferedOnlyWhereItMayBeChosen) {
    const struct {
        std::uint16_t suite;
        std::set<std::uint16_t> versions;
    } cases[] = {
        {0x002f, {sslv3_code, tls_1_0, tls_1_1, tls_1_2}},  // AES128-SHA
        {0xc014, {sslv3_code, tls_1_0, tls_1_1, tls_1_2}},  // ECDHE-RSA-AES256-SHA
        {0x0003, {sslv3_code, tls_1_0, tls_1_1, tls_1_2}},  // EXP-RC4-MD5
        {0x003c, {tls_1_2}},                                // AES128-SHA256
        {0xc02f, {tls_1_2}},                                // ECDHE-RSA-AES128-GCM-SHA256
        {0xcca8, {tls_1_2}},                                // ECDHE-RSA-CHACHA20-POLY1305
        {0x1301, {tls_1_3}},
        {0x00c6, {tls_1_3}},  // TLS_SM4_GCM_SM3
    };
    for (const auto& each : cases) {
        for (const std::uint16_t version : {sslv3_code, tls_1_0, tls_1_1, tls_1_2, tls_1_3}) {
            const auto offered = suites_at(version);
            const bool is_there =
                std::find(offered.begin(), offered.end(), each.suite) != offered.end();
            EXPECT_EQ(is_there, each.versions.contains(version))
                << suite_name(each.suite) << " at " << version_code_name(version);
        }
    }
}

TEST(CipherSuite, OfChaCha20IsOfferedLast) {
    for (const std::uint16_t version : {tls_1_2, tls_1_3}) {
        const auto offered = suites_at(version);
        EXPECT_TRUE(std::is_partitioned(offered.begin(), offered.end(),
                                        [](std::uint16_t suite) { return !is_chacha20(suite); }));
        EXPECT_TRUE(is_chacha20(offered.back()));
    }
}

}  // namespace
}  // namespace tlsmatrix::scan::cipher_suite_test
