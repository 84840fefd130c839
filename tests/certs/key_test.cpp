#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/pem.hpp>

namespace tlsmatrix::certs::key_test {
namespace {

TEST(KeyType, NamesReadBack) {
    for (const KeyType type : all_key_types) {
        EXPECT_EQ(parse_key_type(key_type_name(type)), type);
    }
    for (const char* wrong : {"", "RSA", "rsa ", "ec", "dsa", "ed25519\n"}) {
        EXPECT_EQ(parse_key_type(wrong), std::nullopt) << wrong;
    }
}

TEST(KeyType, CaOfEd25519IsEcdsaAndOthersKeepTheirs) {
    EXPECT_EQ(ca_key_type(KeyType::rsa), KeyType::rsa);
    EXPECT_EQ(ca_key_type(KeyType::ecdsa), KeyType::ecdsa);
    EXPECT_EQ(ca_key_type(KeyType::ed25519), KeyType::ecdsa);
}

TEST(GenerateKey, MakesTheTypeAndSizeThatWasAskedFor) {
    struct Case {
        KeyType type;
        int bits;
    };
    for (const auto& [type, bits] :
         {Case{KeyType::rsa, 2048}, {KeyType::ecdsa, 256}, {KeyType::ed25519, 256}}) {
        const KeyPointer key = generate_key(type);
        EXPECT_EQ(key_type_of(key), type) << key_type_name(type);
        EXPECT_NEAR(EVP_PKEY_get_bits(key.get()), bits, 3) << key_type_name(type);
    }
}

TEST(GenerateKey, NeverMakesTheSameKeyTwice) {
    for (const KeyType type : all_key_types) {
        EXPECT_NE(EVP_PKEY_eq(generate_key(type).get(), generate_key(type).get()), 1)
            << key_type_name(type);
    }
}

TEST(KeyTypeOf, IsNulloptForAKeyThatIsNoneOfOurs) {
    const KeyPointer p384(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-384"), EVP_PKEY_free);
    const KeyPointer x25519(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"), EVP_PKEY_free);
    EXPECT_EQ(key_type_of(p384), std::nullopt);
    EXPECT_EQ(key_type_of(x25519), std::nullopt);
}

TEST(KeyBelongsTo, HoldsForTheKeyOfTheCertificateAlone) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    for (const KeyType type : all_key_types) {
        const Credentials issued = ca.issue({.key = some_key(type)});
        EXPECT_TRUE(key_belongs_to(issued.key, issued.chain[0])) << key_type_name(type);
        EXPECT_FALSE(key_belongs_to(issued.key, ca.root())) << key_type_name(type);
        EXPECT_FALSE(key_belongs_to(generate_key(type), issued.chain[0])) << key_type_name(type);
        EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
    }
}

TEST(IntactKey, IsEveryKeyThatCanSign) {
    for (const KeyType type : all_key_types) {
        EXPECT_TRUE(is_intact_key(some_key(type))) << key_type_name(type);
    }
    const KeyPointer x25519(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"), EVP_PKEY_free);
    EXPECT_FALSE(is_intact_key(x25519));
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

// A P-256 key whose private half is another number than the one behind its public half.
TEST(IntactKey, IsNotOneWhosePrivateHalfIsDamagedThoughItsPublicHalfMatches) {
    const KeyPointer key = some_key(KeyType::ecdsa);
    unsigned char* bytes = nullptr;
    const int length = i2d_PrivateKey(key.get(), &bytes);
    ASSERT_GT(length, 20);
    bytes[20] ^= 1U;  // inside the 32 bytes of the scalar: RFC 5915 section 3
    const unsigned char* cursor = bytes;
    const KeyPointer damaged(d2i_PrivateKey(EVP_PKEY_EC, nullptr, &cursor, length), EVP_PKEY_free);
    OPENSSL_free(bytes);
    ASSERT_TRUE(damaged);
    ASSERT_EQ(EVP_PKEY_eq(damaged.get(), key.get()), 1) << "the public halves differ";
    EXPECT_FALSE(is_intact_key(damaged));
    const std::string fault = fault_of([&] { (void)parse_key(key_pem(damaged), "f.key"); });
    EXPECT_EQ(fault,
              "the private key in 'f.key' cannot sign: get the file again from where it was "
              "made");
}

}  // namespace
}  // namespace tlsmatrix::certs::key_test
