#include <set>

#include <gmock/gmock.h>
#include <openssl/ssl.h>

#include <tlsmatrix/engine/context.hpp>
#include <tlsmatrix/engine/detail/openssl_pointers.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::cipher_suite_test {
namespace {

struct SuiteCase {
    const char* name;
    const char* versions;
    Authentication authentication;
    bool signs;
    int level;
};

class Suite : public ::testing::TestWithParam<SuiteCase> {};

TEST_P(Suite, IsAsTheStandardsHaveIt) {
    const CipherSuite* suite = find_common_suite(GetParam().name);
    ASSERT_NE(suite, nullptr) << GetParam().name;
    EXPECT_EQ(versions_of(*suite).str(), GetParam().versions);
    EXPECT_EQ(authentication_of(*suite), GetParam().authentication);
    EXPECT_EQ(signs_key_exchange(*suite), GetParam().signs);
    EXPECT_EQ(most_security_level(*suite), GetParam().level);
    EXPECT_TRUE(era_source(*suite).starts_with("RFC "));
}

INSTANTIATE_TEST_SUITE_P(
    Suites, Suite,
    ::testing::Values(
        SuiteCase{"TLS_AES_128_GCM_SHA256", "1.3", Authentication::any, true, 2},
        SuiteCase{"TLS_AES_128_CCM_8_SHA256", "1.3", Authentication::any, true, 0},
        SuiteCase{"ECDHE-ECDSA-AES128-GCM-SHA256", "1.2", Authentication::ecdsa, true, 2},
        SuiteCase{"ECDHE-RSA-AES128-SHA256", "1.2", Authentication::rsa, true, 2},
        SuiteCase{"ECDHE-RSA-AES128-SHA", "1.0,1.1,1.2", Authentication::rsa, true, 2},
        SuiteCase{"DHE-RSA-AES256-CCM8", "1.2", Authentication::rsa, true, 0},
        SuiteCase{"AES128-SHA", "1.0,1.1,1.2", Authentication::rsa, false, 2},
        SuiteCase{"AES256-GCM-SHA384", "1.2", Authentication::rsa, false, 2},
        SuiteCase{"DHE-DSS-AES128-SHA", "1.0,1.1,1.2", Authentication::dss, true, 2},
        SuiteCase{"RC4-MD5", "1.0,1.1,1.2", Authentication::rsa, false, 0},
        SuiteCase{"RC4-SHA", "1.0,1.1,1.2", Authentication::rsa, false, 1},
        SuiteCase{"DES-CBC3-SHA", "1.0,1.1,1.2", Authentication::rsa, false, 2}));

TEST(FindCommonSuite, HasNoAnonymousNullExportPskOrSrpSuite) {
    for (const char* name :
         {"ADH-AES128-SHA", "AECDH-AES128-SHA", "NULL-SHA", "EXP-RC4-MD5", "PSK-AES128-CBC-SHA",
          "SRP-RSA-AES-128-CBC-SHA", "TLS_SHA256_SHA256", "TLS_SHA384_SHA384", "", "no-such"}) {
        EXPECT_EQ(find_common_suite(name), nullptr) << name;
    }
}

SslContextPointer with_all_suites() {
    SslContextPointer context(SSL_CTX_new(TLS_method()));
    EXPECT_EQ(SSL_CTX_set_cipher_list(context.get(),
                                      "ALL:COMPLEMENTOFALL:!aNULL:!eNULL:!EXPORT:!PSK:!SRP"),
              1);
    // Of 1.3 too it is the library that says what it has: 4.0 has those of RFC 8998.
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
    std::string of_1_3;
    for (unsigned code = 0; code <= 0xffff; ++code) {
        const std::array<unsigned char, 2> bytes{static_cast<unsigned char>(code >> 8),
                                                 static_cast<unsigned char>(code)};
        const SSL_CIPHER* suite = SSL_CIPHER_find(ssl.get(), bytes.data());
        const bool encrypts = suite != nullptr && SSL_CIPHER_get_bits(suite, nullptr) > 0;
        if (encrypts && SSL_CIPHER_get_kx_nid(suite) == NID_kx_any) {
            of_1_3 += (of_1_3.empty() ? "" : ":") + std::string(SSL_CIPHER_get_name(suite));
        }
    }
    EXPECT_EQ(SSL_CTX_set_ciphersuites(context.get(), of_1_3.c_str()), 1) << of_1_3;
    return context;
}

// The table is from the standards; where this OpenSSL has a suite, the two must not contradict.
TEST(LibrarySuites, AreAllThatThisOpensslHasAndForTheSameVersions) {
    const SslContextPointer context = with_all_suites();
    const STACK_OF(SSL_CIPHER)* ciphers = SSL_CTX_get_ciphers(context.get());
    std::vector<std::string> theirs;
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i) {
        theirs.emplace_back(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)));
    }
    std::vector<std::string> ours;
    for (const CipherSuite* suite : library_suites()) {
        ours.emplace_back(suite->openssl);
    }
    EXPECT_THAT(ours, ::testing::UnorderedElementsAreArray(theirs));
    EXPECT_GT(ours.size(), 30U);
}

TEST(OnlySuite, LeavesOneSuiteWhateverItsVersion) {
    for (const CipherSuite* suite : library_suites()) {
        ClientContextSettings settings;
        settings.versions = VersionSet::all();
        settings.only_suite = suite->openssl;
        const ClientContext context(std::move(settings));
        const STACK_OF(SSL_CIPHER)* left = SSL_CTX_get_ciphers(context.native());
        ASSERT_EQ(sk_SSL_CIPHER_num(left), 1) << suite->openssl;
        EXPECT_EQ(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(left, 0)), suite->openssl);
    }
}

TEST(OnlySuite, KeepsTheLevelOfTheList) {
    ClientContextSettings settings;
    settings.versions = VersionSet::all();
    settings.ciphers = "DEFAULT:@SECLEVEL=2";
    settings.only_suite = "AES128-SHA";
    EXPECT_EQ(SSL_CTX_get_security_level(ClientContext(std::move(settings)).native()), 2);
}

TEST(OnlySuite, RefusesWhatThisOpensslDoesNotHave) {
    for (const char* name :
         {"no-such-suite", "TLS_NO_SUCH_SUITE", "ALL", "AES128-SHA:AES256-SHA"}) {
        ClientContextSettings settings;
        settings.versions = VersionSet::all();
        settings.only_suite = name;
        EXPECT_THROW(ClientContext{std::move(settings)}, SetupError) << name;
    }
}

std::vector<CipherSuite> all_suites() {
    std::vector<CipherSuite> all(common_suites().begin(), common_suites().end());
    all.insert(all.end(), rare_suites().begin(), rare_suites().end());
    return all;
}

TEST(Suites, HaveEachCodeAndEachNameOnce) {
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
TEST(Suites, AreNamedAsTheLinkedOpenSslNamesThem) {
    const SslContextPointer context(SSL_CTX_new(TLS_method()));
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

TEST(SuiteName, FallsBackToTheRegistrysNameAndToTheNumber) {
    EXPECT_EQ(suite_name(0xc02f), "ECDHE-RSA-AES128-GCM-SHA256");
    EXPECT_EQ(suite_name(0xc07a), "TLS_RSA_WITH_CAMELLIA_128_GCM_SHA256");
    EXPECT_EQ(suite_name(0x1a2b), "0x1a2b");
}

TEST(Suites, HaveNoSignalAmongThem) {
    for (const std::uint16_t signal :
         std::initializer_list<std::uint16_t>{0x00ff, 0x5600, 0x0a0a, 0xfafa}) {
        EXPECT_EQ(find_suite(signal), nullptr);
        EXPECT_FALSE(is_cipher_suite(signal));
    }
    EXPECT_EQ(find_suite(0), nullptr);
    EXPECT_TRUE(is_cipher_suite(0x1a2b)) << "one that nobody here knows";
}

}  // namespace
}  // namespace tlsmatrix::cipher_suite_test
