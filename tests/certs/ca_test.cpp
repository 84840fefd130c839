#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>

namespace tlsmatrix::certs::ca_test {
namespace {

std::string subject(const CertificatePointer& certificate) {
    std::array<char, 256> text{};
    X509_NAME_oneline(X509_get_subject_name(certificate.get()), text.data(),
                      static_cast<int>(text.size()));
    return text.data();
}

bool has_private_half(EVP_PKEY* key) {
    const bool encodes = i2d_PrivateKey(key, nullptr) > 0;
    ERR_clear_error();
    return encodes;
}

TEST(Ca, LeafVerifiesForLocalhostAndLoopbackOnly) {
    struct Case {
        Peer peer;
        int expected;
    };
    const std::vector<Case> cases{
        {{.host = "localhost"}, X509_V_OK},
        {{.address = "127.0.0.1"}, X509_V_OK},
        {{.address = "::1"}, X509_V_OK},
        {{.host = "example.com"}, X509_V_ERR_HOSTNAME_MISMATCH},
        {{.host = "a.localhost"}, X509_V_ERR_HOSTNAME_MISMATCH},
        {{.host = "localhost.example.com"}, X509_V_ERR_HOSTNAME_MISMATCH},
        {{.address = "127.0.0.2"}, X509_V_ERR_IP_ADDRESS_MISMATCH},
        {{.address = "192.0.2.1"}, X509_V_ERR_IP_ADDRESS_MISMATCH},
        {{.address = "::2"}, X509_V_ERR_IP_ADDRESS_MISMATCH},
    };
    const Ca ca = Ca::create(KeyType::ecdsa);
    const Credentials leaf = ca.issue({.key_type = KeyType::ecdsa});
    for (const auto& [peer, expected] : cases) {
        EXPECT_EQ(verdict(leaf, ca.root(), peer), meaning(expected)) << peer.host << peer.address;
    }
}

TEST(Ca, OfAnyTypeSignsALeafOfAnyType) {
    for (const KeyType ca_type : all_key_types) {
        const Ca ca = Ca::create(ca_type);
        for (const KeyType leaf_type : all_key_types) {
            const Credentials leaf = ca.issue({.key = some_key(leaf_type)});
            EXPECT_EQ(verdict(leaf, ca.root(), {.host = "localhost"}), meaning(X509_V_OK))
                << key_type_name(leaf_type) << " by " << key_type_name(ca_type);
        }
    }
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Ca, IssuesTheLeafWithoutTheRoot) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    const Credentials leaf = ca.issue({.key_type = KeyType::ecdsa});
    ASSERT_EQ(leaf.chain.size(), 1U);
    EXPECT_TRUE(key_belongs_to(leaf.key, leaf.chain[0]));
    EXPECT_TRUE(is_signed_by(leaf.chain[0], ca.root()));
}

// What somebody who read the key of a leaf could sign.
TEST(Ca, LetsALeafIssueNothing) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    const TimePoint now = current_time();
    for (const LeafUse use : {LeafUse::server, LeafUse::client, LeafUse::both}) {
        const Credentials leaf = ca.issue({.key_type = KeyType::ecdsa, .use = use});
        const KeyPointer key = some_key(KeyType::ecdsa);
        const CertificatePointer below =
            sign_certificate({.common_name = "stolen",
                              .key = key,
                              .validity = {now, now + std::chrono::hours(1)},
                              .extensions = {{"subjectAltName", "DNS:localhost"},
                                             {"authorityKeyIdentifier", "keyid:always"}}},
                             leaf.chain[0], leaf.key);
        EXPECT_EQ(verdict({{below, leaf.chain[0]}, key}, ca.root()),
                  meaning(X509_V_ERR_INVALID_CA));
    }
}

TEST(Ca, LeavesOfAnotherCaDoNotVerify) {
    const Ca one = Ca::create(KeyType::ecdsa);
    const Ca other = Ca::create(KeyType::ecdsa);
    EXPECT_EQ(verdict(one.issue({.key_type = KeyType::ecdsa}), other.root()),
              meaning(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY));
}

// X509_set_pubkey keeps the very key it is given, private half included, inside the certificate.
TEST(Ca, PutsNoPrivateKeyIntoItsCertificate) {
    for (const KeyType type : all_key_types) {
        EXPECT_FALSE(has_private_half(X509_get0_pubkey(Ca::create(type).root().get())))
            << key_type_name(type);
    }
}

TEST(Ca, MakesALeafKeyOfTheTypeThatIsAskedFor) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    EXPECT_EQ(key_type_of(ca.issue().key), KeyType::rsa);
    for (const KeyType type : all_key_types) {
        EXPECT_EQ(key_type_of(ca.issue({.key_type = type}).key), type);
    }
}

TEST(Ca, CertifiesAGivenKey) {
    const KeyPointer key = generate_key(KeyType::ed25519);
    const Ca ca = Ca::create(KeyType::ecdsa);
    const Credentials leaf = ca.issue({.key_type = KeyType::rsa, .key = key});
    EXPECT_EQ(leaf.key, key);
    EXPECT_TRUE(key_belongs_to(key, leaf.chain[0]));
}

TEST(Ca, CertifiesAKeyOfAKindThatIsNotKept) {
    const Ca ca = Ca::create(KeyType::rsa);
    const KeyPointer key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"), EVP_PKEY_free);
    EXPECT_EQ(verdict(ca.issue({.key = key}), ca.root(), {.host = "localhost"}), "ok");
}

TEST(Ca, AddsTheNamesThatAreAskedFor) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    const Credentials leaf = ca.issue(
        {.key_type = KeyType::ecdsa,
         .names = {"a.localhost", "Only-10-12.LOCALHOST", "*.report.localhost", "192.0.2.1"}});
    for (const char* host :
         {"localhost", "a.localhost", "only-10-12.localhost", "x.report.localhost"}) {
        EXPECT_EQ(verdict(leaf, ca.root(), {.host = host}), meaning(X509_V_OK)) << host;
    }
    EXPECT_EQ(verdict(leaf, ca.root(), {.address = "192.0.2.1"}), meaning(X509_V_OK));
    for (const char* host : {"b.localhost", "report.localhost", "x.y.report.localhost"}) {
        EXPECT_EQ(verdict(leaf, ca.root(), {.host = host}), meaning(X509_V_ERR_HOSTNAME_MISMATCH));
    }
}

TEST(Ca, LeafIsForWhatIsAskedForAlone) {
    struct Case {
        LeafUse use;
        bool proves_server;
        bool proves_client;
    };
    const Ca ca = Ca::create(KeyType::ecdsa);
    for (const auto& [use, proves_server, proves_client] : {
             Case{LeafUse::server, true, false},
             Case{LeafUse::client, false, true},
             Case{LeafUse::both, true, true},
         }) {
        const Credentials leaf = ca.issue({.key_type = KeyType::ecdsa, .use = use});
        for (const bool by_server : {false, true}) {
            const bool expected = by_server ? proves_client : proves_server;
            EXPECT_EQ(verdict(leaf, ca.root(), {.is_server = by_server}),
                      meaning(expected ? X509_V_OK : X509_V_ERR_INVALID_PURPOSE));
        }
    }
}

TEST(Ca, LeafEnciphersKeysWhereItIsRsa) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    for (const KeyType type : all_key_types) {
        const Credentials leaf = ca.issue({.key = some_key(type)});
        const unsigned expected = type == KeyType::rsa ? KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT
                                                       : KU_DIGITAL_SIGNATURE;
        EXPECT_EQ(X509_get_key_usage(leaf.chain[0].get()), expected) << key_type_name(type);
    }
}

TEST(Ca, IssuesFromSeveralThreadsAtOnce) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    std::vector<std::string> verdicts(8);
    std::vector<std::thread> threads;
    for (std::string& each : verdicts) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) {
                each = verdict(ca.issue({.key_type = KeyType::ecdsa}), ca.root());
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(verdicts, std::vector<std::string>(8, meaning(X509_V_OK)));
}

TEST(Ca, SerialNumbersArePositive128BitAndNeverTheSame) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const Credentials leaf = ca.issue({.key = some_key(KeyType::ecdsa)});
        const ASN1_INTEGER* serial = X509_get0_serialNumber(leaf.chain[0].get());
        const BigNumberPointer number(ASN1_INTEGER_to_BN(serial, nullptr));
        EXPECT_EQ(BN_num_bits(number.get()), 128);
        EXPECT_FALSE(BN_is_negative(number.get()));
        seen.insert(std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                                static_cast<std::size_t>(ASN1_STRING_length(serial))));
    }
    EXPECT_EQ(seen.size(), 200U);
}

TEST(Ca, NamesAreUniqueSoThatSeveralFitInOneTrustStore) {
    const Ca one = Ca::create(KeyType::ecdsa);
    const Ca other = Ca::create(KeyType::ecdsa);
    EXPECT_NE(subject(one.root()), subject(other.root()));
    EXPECT_EQ(subject(one.root()).rfind("/O=tlsmatrix/CN=tlsmatrix throwaway CA ", 0), 0U)
        << subject(one.root());
}

}  // namespace
}  // namespace tlsmatrix::certs::ca_test
