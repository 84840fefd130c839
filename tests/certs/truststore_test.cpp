#include <gtest/gtest.h>
#include <openssl/err.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/certs/truststore.hpp>

namespace tlsmatrix::certs::truststore_test {
namespace {

CommandResult list_with_keytool(const std::filesystem::path& file) {
    return run("keytool -J-Duser.language=en -list -v -keystore " + file.string() +
               " -storepass changeit");
}

TEST(Truststore, HoldsTheRootAndIsIntact) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    const std::string store = make_truststore(ca.root());
    EXPECT_TRUE(is_truststore_of(store, ca.root()));
    EXPECT_FALSE(is_truststore_of(store, ca.issue({.key_type = KeyType::ecdsa}).chain[0]));
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

// The MAC's algorithm has NULL for parameters, whose tag OpenSSL's reader rightly passes over.
bool is_null(std::string_view encoded) {
    return encoded.starts_with(std::string_view("\x05\x00", 2));
}

TEST(Truststore, IsNotTakenForIntactWhereAByteIsWrongOrMissing) {
    const Ca ca = Ca::create(KeyType::ecdsa);
    const std::string store = make_truststore(ca.root());
    for (std::size_t i = 0; i < store.size(); i += 7) {
        std::string damaged = store;
        damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
        EXPECT_TRUE(is_null(store.substr(i)) || !is_truststore_of(damaged, ca.root())) << i;
        EXPECT_FALSE(is_truststore_of(store.substr(0, i), ca.root())) << i;
    }
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Truststore, HoldsNoKeyAndAShaMacAsOpensslReadsIt) {
    if (is_waived("openssl")) {
        GTEST_SKIP() << "TLSMATRIX_WAIVE_PEERS lists openssl: its reading is unproven";
    }
    const TemporaryDirectory directory;
    const Ca ca = Ca::create(KeyType::ecdsa);
    write_public_file(directory / "t.p12", make_truststore(ca.root()));
    const CommandResult info =
        run("openssl pkcs12 -info -passin pass:changeit -in " + (directory / "t.p12").string());
    EXPECT_EQ(info.status, 0) << info.output;
    for (const char* expected : {"MAC: sha256", "friendlyName: tlsmatrix", "BEGIN CERTIFICATE"}) {
        EXPECT_NE(info.output.find(expected), std::string::npos) << expected << info.output;
    }
    // Newer releases have a name for it.
    const bool trusted = info.output.find("2.16.840.1.113894.746875.1.1") != std::string::npos ||
                         info.output.find("Trusted key usage (Oracle)") != std::string::npos;
    EXPECT_TRUE(trusted) << info.output;
    EXPECT_EQ(info.output.find("PRIVATE KEY"), std::string::npos) << info.output;
}

TEST(Truststore, IsOneTrustedCertificateForJava) {
    if (is_waived("keytool")) {
        GTEST_SKIP()
            << "TLSMATRIX_WAIVE_PEERS lists keytool: that Java trusts the store is unproven";
    }
    for (const KeyType type : {KeyType::rsa, KeyType::ecdsa}) {
        const TemporaryDirectory directory;
        const Ca ca = Ca::create(type);
        write_public_file(directory / "t.p12", make_truststore(ca.root()));
        const CommandResult listing = list_with_keytool(directory / "t.p12");
        ASSERT_NE(listing.status, 127) << "keytool is missing: install a JRE, or set "
                                          "TLSMATRIX_WAIVE_PEERS=keytool to go without this proof";
        EXPECT_EQ(listing.status, 0) << listing.output;
        for (const char* expected :
             {"Keystore type: PKCS12", "Your keystore contains 1 entry", "Alias name: tlsmatrix",
              "Entry type: trustedCertEntry", "CN=tlsmatrix throwaway CA"}) {
            EXPECT_NE(listing.output.find(expected), std::string::npos)
                << expected << listing.output;
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::truststore_test
