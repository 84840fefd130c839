#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include "tests/support/fault.hpp"
#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/context.hpp>

namespace tlsmatrix::context_test {
namespace {

using enum ProtocolVersion;
using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

const Credentials& credentials() {
    static const Credentials made = self_signed(p256_key());
    return made;
}

ServerContextSettings server_of(VersionSet versions) {
    ServerContextSettings settings;
    settings.versions = versions;
    settings.credentials = credentials();
    return settings;
}

ClientContextSettings client_of(VersionSet versions) {
    ClientContextSettings settings;
    settings.versions = versions;
    return settings;
}

std::string server_fault(const ServerContextSettings& settings) {
    return fault_of([&] { ServerContext context(settings); });
}

std::string client_fault(const ClientContextSettings& settings) {
    return fault_of([&] { ClientContext context(settings); });
}

TEST(Context, OfAnEmptySetSaysToNameAVersion) {
    const std::string complaint =
        "the set of TLS versions is empty: name at least one, such as 1.2";
    EXPECT_EQ(server_fault(server_of({})), complaint);
    EXPECT_EQ(client_fault(client_of({})), complaint);
}

TEST(Context, OfACipherListThatSelectsNothingNamesTheListAndTheRemedy) {
    for (const std::string list : {"ROT13", "aNULL", "eNULL", "PSK", "aNULL:eNULL:PSK:SRP"}) {
        auto settings = server_of({tls_1_2});
        settings.ciphers = list;
        EXPECT_THAT(server_fault(settings),
                    AllOf(StartsWith(fmt::format("no cipher suite is left of the list '{}'", list)),
                          HasSubstr("'openssl ciphers' shows what a list selects")));
    }
}

TEST(Context, OfAListWithANameThatThereIsNotNamesItAndTheRemedy) {
    struct Case {
        std::string list;
        std::string named;
        std::string remedy;
    };
    const std::string known = "'openssl ciphers -v ALL' lists";
    const std::string of_1_3 = "it has TLS_AES_256_GCM_SHA384, ";
    for (const Case& each :
         {Case{"NO-SUCH-SUITE", "there is no cipher suite 'NO-SUCH-SUITE'", known},
          Case{"HIGH:AES128-SHA,AES129-SHA", "there is no cipher suite 'AES129-SHA'", known},
          Case{"TLS_RSA_WITH_ROT13", "there is no cipher suite 'TLS_RSA_WITH_ROT13'", known},
          Case{"TLS_NO_SUCH", "has no cipher suite 'TLS_NO_SUCH' that encrypts", of_1_3},
          Case{"HIGH:TLS_SHA256_SHA256", "has no cipher suite 'TLS_SHA256_SHA256' that", of_1_3},
          Case{"!TLS_AES_128_GCM_SHA256", "'!TLS_AES_128_GCM_SHA256' takes no", "to stay"}}) {
        auto server = server_of({tls_1_2});
        auto client = client_of({tls_1_2});
        server.ciphers = client.ciphers = each.list;
        EXPECT_THAT(server_fault(server), AllOf(HasSubstr(each.named), HasSubstr(each.remedy)));
        EXPECT_THAT(client_fault(client), AllOf(HasSubstr(each.named), HasSubstr(each.remedy)));
    }
}

// What a context has of 1.3, and whether it has all of DEFAULT below; the level at last.
std::string suites_of(const std::string& ciphers) {
    auto settings = client_of(VersionSet::all());
    settings.ciphers = ciphers;
    const ClientContext context(settings);
    const STACK_OF(SSL_CIPHER)* suites = SSL_CTX_get_ciphers(context.native());
    std::string of_1_3;
    int below = 0;
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) {
        const std::string name = SSL_CIPHER_get_name(sk_SSL_CIPHER_value(suites, i));
        if (name.starts_with("TLS_")) {
            of_1_3 += (of_1_3.empty() ? "" : ",") + name;
        } else {
            ++below;
        }
    }
    return fmt::format("{} and {} at level {}", of_1_3, below > 10 ? "all" : std::to_string(below),
                       SSL_CTX_get_security_level(context.native()));
}

TEST(Context, HasTheSuitesOf13ThatItsListNamesAndLeavesTheOtherHalfAlone) {
    const std::string usual =
        "TLS_AES_256_GCM_SHA384,TLS_CHACHA20_POLY1305_SHA256,TLS_AES_128_GCM_SHA256";
    EXPECT_EQ(suites_of(""), usual + " and all at level 0");
    EXPECT_EQ(suites_of("AES128-SHA"), usual + " and 1 at level 0");
    EXPECT_EQ(suites_of("TLS_AES_128_CCM_SHA256"), "TLS_AES_128_CCM_SHA256 and all at level 0");
    EXPECT_EQ(suites_of("AES128-SHA:TLS_AES_128_GCM_SHA256:AES256-SHA"),
              "TLS_AES_128_GCM_SHA256 and 2 at level 0");
    EXPECT_EQ(suites_of("TLS_AES_128_GCM_SHA256:@SECLEVEL=1"),
              "TLS_AES_128_GCM_SHA256 and all at level 1");
    // This OpenSSL is built without two of these, which others have.
    EXPECT_EQ(suites_of("RC4-MD5:EXP-RC4-MD5:AES128-SHA"), usual + " and 1 at level 0");
}

TEST(ServerContext, WithoutACertificateOrAKeySaysThatItNeedsBoth) {
    const std::string complaint = "a server needs a certificate and its private key";
    auto settings = server_of({tls_1_2});
    settings.credentials.key = nullptr;
    EXPECT_EQ(server_fault(settings), complaint);
    settings = server_of({tls_1_2});
    settings.credentials.chain.clear();
    EXPECT_EQ(server_fault(settings), complaint);
}

TEST(ServerContext, WithSomebodyElsesKeySaysThatTheyDoNotMatch) {
    auto settings = server_of({tls_1_2});
    settings.credentials.key = p256_key();
    EXPECT_THAT(server_fault(settings),
                StartsWith("the private key does not match the certificate"));
    settings.credentials.key = rsa_key();
    EXPECT_THAT(server_fault(settings),
                StartsWith("the private key does not match the certificate"));
}

TEST(ClientContext, WithAnUnreadableTrustFileNamesItAndTheRemedy) {
    auto settings = client_of({tls_1_2});
    settings.trust.ca_file = "/nowhere/ca.pem";
    EXPECT_THAT(client_fault(settings),
                AllOf(StartsWith("cannot read trusted certificates from '/nowhere/ca.pem'"),
                      HasSubstr("name a file of PEM certificates")));
}

TEST(Context, LeavesNoErrorBehindWhereItIsMadeAndWhereItIsNot) {
    (void)client_fault(client_of({}));
    auto settings = client_of({tls_1_2});
    settings.ciphers = "NO-SUCH-SUITE";
    (void)client_fault(settings);
    const ClientContext made(client_of(VersionSet::all()));
    EXPECT_EQ(ERR_peek_error(), 0U);
}

bool has_identity_and_secrecy(const SSL_CIPHER* suite) {
    switch (SSL_CIPHER_get_auth_nid(suite)) {
        case NID_auth_null:
        case NID_auth_psk:
        case NID_auth_srp:
            return false;
        default:
            break;
    }
    switch (SSL_CIPHER_get_kx_nid(suite)) {
        case NID_kx_psk:
        case NID_kx_rsa_psk:
        case NID_kx_dhe_psk:
        case NID_kx_ecdhe_psk:
        case NID_kx_srp:
            return false;
        default:
            break;
    }
    // Export suites have at most 56 bits, NULL ones none. From 3.1 on a tag of 8 bytes counts as 64
    // bits, for the security level: what is encrypted has the algorithm's.
    int of_algorithm = 0;
    const int bits = SSL_CIPHER_get_bits(suite, &of_algorithm);
    const bool short_tag = std::string_view(SSL_CIPHER_get_name(suite)).ends_with("CCM8");
    return SSL_CIPHER_get_cipher_nid(suite) != NID_undef &&
           (short_tag ? of_algorithm : bits) >= 112;
}

std::string unsafe_suites(SSL_CTX* context) {
    std::string names;
    const STACK_OF(SSL_CIPHER)* suites = SSL_CTX_get_ciphers(context);
    for (int i = 0; i < sk_SSL_CIPHER_num(suites); ++i) {
        const SSL_CIPHER* suite = sk_SSL_CIPHER_value(suites, i);
        if (!has_identity_and_secrecy(suite)) {
            names += fmt::format("{} ", SSL_CIPHER_get_name(suite));
        }
    }
    return names;
}

TEST(Context, NeverHasASuiteWithoutIdentityOrSecrecyWhateverTheListSays) {
    for (const std::string list :
         {"", "ALL:@SECLEVEL=0", "ALL:COMPLEMENTOFALL:@SECLEVEL=0",
          "DEFAULT:aNULL:eNULL:PSK:SRP:EXPORT:@SECLEVEL=0", "ECDHE+AES:AECDH:@SECLEVEL=0"}) {
        for (const VersionSet& set : all_version_sets()) {
            auto server = server_of(set);
            server.ciphers = list;
            auto client = client_of(set);
            client.ciphers = list;
            EXPECT_EQ(unsafe_suites(ServerContext(server).native()), "") << set.str() << list;
            EXPECT_EQ(unsafe_suites(ClientContext(client).native()), "") << set.str() << list;
        }
    }
}

TEST(UnsafeSuites, AreFoundWhereThereAreAny) {
    SSL_CTX* context = SSL_CTX_new(TLS_method());
    ASSERT_EQ(SSL_CTX_set_cipher_list(context, "ALL:COMPLEMENTOFALL:@SECLEVEL=0"), 1);
    const std::string found = unsafe_suites(context);
    SSL_CTX_free(context);
    EXPECT_THAT(found, AllOf(HasSubstr("AECDH-AES256-SHA "), HasSubstr("ECDHE-ECDSA-NULL-SHA "),
                             HasSubstr("PSK-AES256-CBC-SHA "), HasSubstr("SRP-AES-256-CBC-SHA ")));
}

TEST(Context, HasLevelZeroWhateverTheSetUnlessAnotherIsAskedFor) {
    const auto level = [](const ClientContextSettings& settings) {
        return SSL_CTX_get_security_level(ClientContext(settings).native());
    };
    for (const VersionSet& set : all_version_sets()) {
        EXPECT_EQ(level(client_of(set)), 0) << set.str();
    }
    auto settings = client_of({tls_1_0});
    settings.security_level = 2;
    EXPECT_EQ(level(settings), 2);
    settings.ciphers = "DEFAULT:@SECLEVEL=3";
    EXPECT_EQ(level(settings), 3);
}

TEST(Context, RunsAdjustLastOnTheFinishedContext) {
    auto settings = server_of({tls_1_2});
    settings.adjust = [](ssl_ctx_st* context) {
        EXPECT_EQ(SSL_CTX_get_max_proto_version(context), TLS1_2_VERSION);
        SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
    };
    EXPECT_EQ(SSL_CTX_get_max_proto_version(ServerContext(settings).native()), TLS1_1_VERSION);
}

TEST(Context, KeepsItsSettingsAndIsSharedByItsCopies) {
    const ServerContext context(server_of({tls_1_1, tls_1_2}));
    const ServerContext copy = context;
    EXPECT_EQ(copy.native(), context.native());
    EXPECT_EQ(copy.settings().versions, (VersionSet{tls_1_1, tls_1_2}));
}

// A file that would forbid nearly everything, if it were listened to.
constexpr std::string_view hostile_configuration = R"(openssl_conf = init
[init]
ssl_conf = modules
[modules]
system_default = forbidding
[forbidding]
MinProtocol = TLSv1.3
MaxProtocol = TLSv1.3
Protocol = -TLSv1.1,-TLSv1.2
CipherString = AECDH:@SECLEVEL=5
Ciphersuites = TLS_AES_128_CCM_SHA256
Options = -SessionTicket,ServerPreference
Groups = P-521
SignatureAlgorithms = ed448
)";

// Exit codes of the child below.
constexpr int all_as_predicted = 0;
constexpr int not_in_effect = 2;
constexpr int a_cell_changed = 3;

// Runs in a process of its own, since the configuration is the whole process's.
[[noreturn]] void run_under_hostile_configuration(const std::string& path) {
    ::setenv("OPENSSL_CONF", path.c_str(), 1);
    CONF_modules_load_file(nullptr, nullptr, 0);
    SSL_CTX* plain = SSL_CTX_new(TLS_method());
    if (plain == nullptr || SSL_CTX_get_min_proto_version(plain) != TLS1_3_VERSION) {
        std::_Exit(not_in_effect);
    }
    MemoryBench bench(credentials());
    for (const Engine engine : {Engine::exact, Engine::openssl}) {
        for (const VersionSet& client : all_version_sets()) {
            for (const VersionSet& server : all_version_sets()) {
                const Prediction expected = negotiate({client, engine}, {server, engine}).client;
                const auto attempts = bench.meet({client, engine}, {server, engine});
                const HandshakeOutcome& seen = attempts.back().client.outcome;
                const auto* version = std::get_if<ProtocolVersion>(&expected);
                const auto* negotiated = std::get_if<Negotiated>(&seen);
                const bool same =
                    version != nullptr
                        ? negotiated != nullptr && negotiated->version == *version
                        : seen == HandshakeOutcome(Refused{std::get<Alert>(expected)});
                if (!same) {
                    std::_Exit(a_cell_changed);
                }
            }
        }
    }
    std::_Exit(all_as_predicted);
}

TEST(Context, IsChangedInNoCellByOpensslCnf) {
    const std::string path = fmt::format(
        "{}/tlsmatrix-hostile-{}.cnf", std::filesystem::temp_directory_path().string(), ::getpid());
    std::ofstream(path) << hostile_configuration;
    EXPECT_EXIT(run_under_hostile_configuration(path), testing::ExitedWithCode(all_as_predicted),
                "");
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace tlsmatrix::context_test
