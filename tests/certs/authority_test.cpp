#include <set>
#include <thread>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/authority.hpp>
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>

namespace tlsmatrix::certs::authority_test {
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

TEST(Authority, LeafVerifiesForLocalhostAndLoopbackOnly) {
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
    const Authority authority = Authority::create(KeyType::ecdsa);
    const Credentials leaf = authority.issue({.key_type = KeyType::ecdsa});
    for (const auto& [peer, expected] : cases) {
        EXPECT_EQ(verdict(leaf, authority.root(), peer), meaning(expected))
            << peer.host << peer.address;
    }
}

TEST(Authority, OfAnyTypeSignsALeafOfAnyType) {
    for (const KeyType authority_type : all_key_types) {
        const Authority authority = Authority::create(authority_type);
        EXPECT_EQ(key_type_of(authority.intermediate_key()), authority_type);
        for (const KeyType leaf_type : all_key_types) {
            const Credentials leaf = authority.issue({.key = some_key(leaf_type)});
            EXPECT_EQ(verdict(leaf, authority.root(), {.host = "localhost"}), meaning(X509_V_OK))
                << key_type_name(leaf_type) << " by " << key_type_name(authority_type);
        }
    }
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Authority, IssuesLeafAndIntermediateWithoutTheRoot) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    const Credentials leaf = authority.issue({.key_type = KeyType::ecdsa});
    ASSERT_EQ(leaf.chain.size(), 2U);
    EXPECT_TRUE(key_belongs_to(leaf.key, leaf.chain[0]));
    EXPECT_EQ(leaf.chain[1], authority.intermediate());
    EXPECT_TRUE(is_signed_by(leaf.chain[0], authority.intermediate()));
    EXPECT_TRUE(is_signed_by(authority.intermediate(), authority.root()));
}

TEST(Authority, LeavesOfAnotherAuthorityDoNotVerify) {
    const Authority one = Authority::create(KeyType::ecdsa);
    const Authority other = Authority::create(KeyType::ecdsa);
    EXPECT_EQ(verdict(one.issue({.key_type = KeyType::ecdsa}), other.root()),
              meaning(X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY));
}

// X509_set_pubkey keeps the very key it is given, private half included, inside the certificate.
TEST(Authority, ForgetsTheRootsKey) {
    for (const KeyType type : all_key_types) {
        const Authority authority = Authority::create(type);
        EXPECT_FALSE(has_private_half(X509_get0_pubkey(authority.root().get())))
            << key_type_name(type);
        EXPECT_TRUE(has_private_half(authority.intermediate_key().get())) << key_type_name(type);
        EXPECT_FALSE(key_belongs_to(authority.intermediate_key(), authority.root()));
    }
}

TEST(Authority, MakesALeafKeyOfTheTypeThatIsAskedFor) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    EXPECT_EQ(key_type_of(authority.issue().key), KeyType::rsa);
    for (const KeyType type : all_key_types) {
        EXPECT_EQ(key_type_of(authority.issue({.key_type = type}).key), type);
    }
}

TEST(Authority, CertifiesAGivenKey) {
    const KeyPointer key = generate_key(KeyType::ed25519);
    const Authority authority = Authority::create(KeyType::ecdsa);
    const Credentials leaf = authority.issue({.key_type = KeyType::rsa, .key = key});
    EXPECT_EQ(leaf.key, key);
    EXPECT_TRUE(key_belongs_to(key, leaf.chain[0]));
}

TEST(Authority, AddsTheNamesBelowLocalhostThatAreAskedFor) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    const Credentials leaf = authority.issue(
        {.key_type = KeyType::ecdsa, .names = {"a.localhost", "Only-10-12.LOCALHOST"}});
    for (const char* host : {"localhost", "a.localhost", "only-10-12.localhost"}) {
        EXPECT_EQ(verdict(leaf, authority.root(), {.host = host}), meaning(X509_V_OK)) << host;
    }
    EXPECT_EQ(verdict(leaf, authority.root(), {.host = "b.localhost"}),
              meaning(X509_V_ERR_HOSTNAME_MISMATCH));
}

TEST(Authority, LeafIsForAServerAndForAClientOnRequestOnly) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    const Peer client{};
    const Peer server{.is_server = true};
    EXPECT_EQ(verdict(authority.issue({.key_type = KeyType::ecdsa}), authority.root(), client),
              meaning(X509_V_OK));
    EXPECT_EQ(verdict(authority.issue({.key_type = KeyType::ecdsa}), authority.root(), server),
              meaning(X509_V_ERR_INVALID_PURPOSE));
    const Credentials both = authority.issue({.key_type = KeyType::ecdsa, .client_auth = true});
    EXPECT_EQ(verdict(both, authority.root(), client), meaning(X509_V_OK));
    EXPECT_EQ(verdict(both, authority.root(), server), meaning(X509_V_OK));
}

TEST(Authority, LeafEnciphersKeysWhereItIsRsa) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    for (const KeyType type : all_key_types) {
        const Credentials leaf = authority.issue({.key = some_key(type)});
        const unsigned expected = type == KeyType::rsa ? KU_DIGITAL_SIGNATURE | KU_KEY_ENCIPHERMENT
                                                       : KU_DIGITAL_SIGNATURE;
        EXPECT_EQ(X509_get_key_usage(leaf.chain[0].get()), expected) << key_type_name(type);
    }
}

TEST(Authority, IssuesFromSeveralThreadsAtOnce) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    std::vector<std::string> verdicts(8);
    std::vector<std::thread> threads;
    for (std::string& each : verdicts) {
        threads.emplace_back([&] {
            for (int i = 0; i < 20; ++i) {
                each = verdict(authority.issue({.key_type = KeyType::ecdsa}), authority.root());
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(verdicts, std::vector<std::string>(8, meaning(X509_V_OK)));
}

TEST(Authority, SerialNumbersArePositive128BitAndNeverTheSame) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const Credentials leaf = authority.issue({.key = authority.intermediate_key()});
        const ASN1_INTEGER* serial = X509_get0_serialNumber(leaf.chain[0].get());
        const BigNumberPointer number(ASN1_INTEGER_to_BN(serial, nullptr));
        EXPECT_EQ(BN_num_bits(number.get()), 128);
        EXPECT_FALSE(BN_is_negative(number.get()));
        seen.insert(std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                                static_cast<std::size_t>(ASN1_STRING_length(serial))));
    }
    EXPECT_EQ(seen.size(), 200U);
}

TEST(Authority, NamesAreUniqueSoThatSeveralFitInOneTrustStore) {
    const Authority one = Authority::create(KeyType::ecdsa);
    const Authority other = Authority::create(KeyType::ecdsa);
    EXPECT_NE(subject(one.root()), subject(other.root()));
    EXPECT_NE(subject(one.intermediate()), subject(other.intermediate()));
    EXPECT_EQ(subject(one.root()).rfind("/O=tlsmatrix/CN=tlsmatrix throwaway root ", 0), 0U)
        << subject(one.root());
}

TEST(Authority, IsRestoredFromItsPartsAlone) {
    const Authority one = Authority::create(KeyType::ecdsa);
    const Authority other = Authority::create(KeyType::ecdsa);
    EXPECT_TRUE(Authority::restore(one.root(), one.intermediate(), one.intermediate_key()));
    EXPECT_FALSE(Authority::restore(other.root(), one.intermediate(), one.intermediate_key()));
    EXPECT_FALSE(Authority::restore(one.root(), one.intermediate(), other.intermediate_key()));
    EXPECT_FALSE(
        Authority::restore(one.intermediate(), one.intermediate(), one.intermediate_key()));
    EXPECT_FALSE(Authority::restore(one.root(), one.root(), one.intermediate_key()));
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

}  // namespace
}  // namespace tlsmatrix::certs::authority_test
