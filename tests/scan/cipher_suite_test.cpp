#include "scan/cipher_suite.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "tests/scan/support.hpp"

namespace tlsmatrix::scan::cipher_suite_test {
namespace {

std::vector<CipherSuite> all_suites() {
    std::vector<CipherSuite> all(common_suites().begin(), common_suites().end());
    all.insert(all.end(), rare_suites().begin(), rare_suites().end());
    return all;
}

TEST(CipherSuite, HasEachCodeAndEachNameOnce) {
    std::set<std::uint16_t> codes;
    std::set<std::string_view> names;
    for (const CipherSuite& suite : all_suites()) {
        EXPECT_TRUE(codes.insert(suite.code).second) << suite.iana;
        EXPECT_TRUE(names.insert(suite.iana).second) << suite.iana;
        EXPECT_TRUE(suite.openssl.empty() || suite.openssl == suite.iana ||
                    names.insert(suite.openssl).second)
            << suite.openssl;
    }
}

// The second opinion: what the linked OpenSSL has, and what it calls it.
TEST(CipherSuite, IsNamedAsTheLinkedOpenSslNamesIt) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_method()),
                                                                    &SSL_CTX_free);
    ASSERT_EQ(SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFALL:@SECLEVEL=0"), 1);
    STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(context.get());
    int compared = 0;
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
        const SSL_CIPHER* cipher = sk_SSL_CIPHER_value(ciphers, i);
        const std::string iana = SSL_CIPHER_standard_name(cipher);
        if (iana.find("_SRP_") != std::string::npos) {
            continue;
        }
        const CipherSuite* suite = find_suite(SSL_CIPHER_get_protocol_id(cipher));
        ASSERT_NE(suite, nullptr) << iana;
        EXPECT_EQ(suite->iana, iana);
        EXPECT_EQ(suite->openssl, SSL_CIPHER_get_name(cipher));
        const std::string since = SSL_CIPHER_get_version(cipher);
        EXPECT_EQ(suite->era == CipherSuite::Era::only_1_3, since == "TLSv1.3") << iana;
        EXPECT_EQ(suite->era == CipherSuite::Era::since_1_2, since == "TLSv1.2") << iana;
        ++compared;
    }
    EXPECT_GT(compared, 100);
}

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

TEST(CipherSuite, FallsBackToTheRegistrysNameAndToTheNumber) {
    EXPECT_EQ(suite_name(0xc02f), "ECDHE-RSA-AES128-GCM-SHA256");
    EXPECT_EQ(suite_name(0xc07a), "TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256");
    EXPECT_EQ(suite_name(0x1a2b), "0x1a2b");
}

TEST(CipherSuite, HasNoSignalAmongTheSuites) {
    for (const std::uint16_t signal : std::initializer_list<std::uint16_t>{0x00ff, 0x5600, 0}) {
        EXPECT_EQ(find_suite(signal), nullptr);
    }
}

}  // namespace
}  // namespace tlsmatrix::scan::cipher_suite_test
