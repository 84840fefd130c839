#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "tests/certs/support.hpp"
#include "tests/support/chain_of_two.hpp"
#include <tlsmatrix/certs/detail/libcrypto_pointers.hpp>
#include <tlsmatrix/certs/pem.hpp>

namespace tlsmatrix::certs::pem_test {
namespace {

const Credentials& server() {
    static const Credentials made = chain_of_two().server;
    return made;
}

std::string encrypted_pem(const KeyPointer& key, bool pkcs8) {
    const BioPointer memory(BIO_new(BIO_s_mem()));
    char passphrase[] = "secret";
    auto* bytes = reinterpret_cast<unsigned char*>(passphrase);
    pkcs8 ? PEM_write_bio_PKCS8PrivateKey(memory.get(), key.get(), EVP_aes_128_cbc(), passphrase, 6,
                                          nullptr, nullptr)
          : PEM_write_bio_PrivateKey_traditional(memory.get(), key.get(), EVP_aes_128_cbc(), bytes,
                                                 6, nullptr, nullptr);
    char* data = nullptr;
    const long length = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(length)};
}

std::string certificates_fault(const std::string& text) {
    return fault_of([&] { (void)parse_certificates(text, "f.pem"); });
}

std::string key_fault(const std::string& text) {
    return fault_of([&] { (void)parse_key(text, "f.key"); });
}

TEST(Pem, CertificatesReadBackInTheirOrder) {
    const auto read = parse_certificates(chain_pem(server().chain), "f.pem");
    ASSERT_EQ(read.size(), 2U);
    EXPECT_EQ(encoded(read[0]), encoded(server().chain[0]));
    EXPECT_EQ(encoded(read[1]), encoded(server().chain[1]));
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Pem, KeysOfEveryTypeReadBack) {
    for (const KeyType type : all_key_types) {
        const KeyPointer key = some_key(type);
        const std::string text = key_pem(key);
        EXPECT_EQ(text.rfind("-----BEGIN PRIVATE KEY-----\n", 0), 0U) << text;
        EXPECT_EQ(EVP_PKEY_eq(parse_key(text, "f.key").get(), key.get()), 1) << key_type_name(type);
    }
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Pem, OneTextMayHoldKeyAndCertificatesInAnyOrder) {
    const std::string chain = chain_pem(server().chain);
    const std::string key = key_pem(server().key);
    const std::string parameters =
        "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
    for (const std::string& text :
         {chain + key, key + chain, "text\n" + parameters + key + "text\n" + chain}) {
        EXPECT_EQ(parse_certificates(text, "f.pem").size(), 2U) << text;
        EXPECT_EQ(EVP_PKEY_eq(parse_key(text, "f.key").get(), server().key.get()), 1) << text;
    }
}

TEST(Pem, WindowsLineEndsAreNoMatter) {
    std::string text;
    for (const char letter : chain_pem(server().chain) + key_pem(server().key)) {
        text += letter == '\n' ? std::string("\r\n") : std::string(1, letter);
    }
    EXPECT_EQ(parse_certificates(text, "f.pem").size(), 2U);
    EXPECT_TRUE(parse_key(text, "f.key"));
}

TEST(Pem, FaultsSayWhatIsInTheFileInstead) {
    struct Case {
        std::string fault;
        const char* expected;
    };
    const std::string certificate = certificate_pem(server().chain[0]);
    const std::string key = key_pem(server().key);
    const std::string request =
        "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n"
        "-----END CERTIFICATE REQUEST-----\n";
    for (const auto& [fault, expected] : {
             Case{certificates_fault(""), "'f.pem' is not PEM: give a file that begins with"},
             Case{certificates_fault(encoded(server().chain[0])), "'f.pem' is not PEM: "},
             Case{certificates_fault(key), "'f.pem' holds no certificate but a PRIVATE KEY: "},
             Case{certificates_fault(request), "no certificate but a CERTIFICATE REQUEST: "},
             Case{certificates_fault("-----BEGIN \x1b[1m-----\nMAA=\n-----END \x1b[1m-----\n"),
                  "'f.pem' is not PEM: "},
             Case{key_fault(""), "'f.key' is not PEM: give a file that begins with"},
             Case{key_fault(certificate), "'f.key' holds no private key but a CERTIFICATE: "},
             Case{key_fault("-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n"),
                  "'f.key' holds no private key but a PUBLIC KEY: "},
         }) {
        EXPECT_NE(fault.find(expected), std::string::npos) << fault;
    }
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Pem, AnEncryptedKeyIsRefusedAndNobodyIsAskedForThePassphrase) {
    for (const bool pkcs8 : {true, false}) {
        const std::string fault = key_fault(encrypted_pem(server().key, pkcs8));
        EXPECT_EQ(fault,
                  "the private key in 'f.key' is encrypted: decrypt it with openssl pkey -in "
                  "'f.key' -out FILE");
    }
}

// Each byte cut off the end: a shorter chain must never pass for the whole one.
TEST(Pem, ACertificateThatIsCutOffAnywhereIsAFault) {
    const std::string first = certificate_pem(server().chain[0]);
    const std::string second = certificate_pem(server().chain[1]);
    const std::size_t mark = std::string("-----BEGIN CERTIFICATE-----").size();
    for (std::size_t length = mark; length < second.size() - 1; ++length) {
        const std::string fault = certificates_fault(first + second.substr(0, length));
        EXPECT_EQ(fault.rfind("certificate 2 in 'f.pem' is broken (", 0), 0U) << length << fault;
    }
}

TEST(Pem, AKeyThatIsCutOffAnywhereIsAFault) {
    const std::string key = key_pem(server().key);
    for (std::size_t length = 0; length < key.size() - 1; ++length) {
        EXPECT_NE(key_fault(key.substr(0, length)), "") << length;
    }
}

TEST(Pem, AFlippedLetterIsAFault) {
    const std::string text = certificate_pem(server().chain[0]);
    std::string bad = text;
    bad[100] = '!';
    EXPECT_NE(certificates_fault(bad).find("is broken (bad base64 decode"), std::string::npos)
        << certificates_fault(bad);
    std::string key = key_pem(server().key);
    key[40] = '!';
    EXPECT_NE(key_fault(key).find("the private key in 'f.key' is broken ("), std::string::npos)
        << key_fault(key);
}

}  // namespace
}  // namespace tlsmatrix::certs::pem_test
