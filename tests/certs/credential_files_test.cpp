#include <gtest/gtest.h>
#include <openssl/evp.h>

#include "tests/certs/support.hpp"
#include "tests/support/chain_of_two.hpp"
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/pem.hpp>

namespace tlsmatrix::certs::credential_files_test {
namespace {

class CredentialFiles : public testing::Test {
  protected:
    void SetUp() override {
        put(certificate_file, chain_pem(server.chain), 0644);
        put(key_file, key_pem(server.key), 0600);
    }

    [[nodiscard]] std::string fault() const {
        return fault_of([&] { (void)load_credentials(certificate_file, key_file); });
    }

    TemporaryDirectory directory;
    std::filesystem::path certificate_file = directory / "server.pem";
    std::filesystem::path key_file = directory / "server.key";
    ChainOfTwo issued = chain_of_two();
    const Credentials& server = issued.server;
};

TEST_F(CredentialFiles, LoadAsTheyWereWritten) {
    const Credentials loaded = load_credentials(certificate_file, key_file);
    ASSERT_EQ(loaded.chain.size(), 2U);
    EXPECT_EQ(encoded(loaded.chain[0]), encoded(server.chain[0]));
    EXPECT_EQ(EVP_PKEY_eq(loaded.key.get(), server.key.get()), 1);
    EXPECT_EQ(verdict(loaded, issued.root, {.host = "localhost"}), "ok");
}

TEST_F(CredentialFiles, MayBeOneFileThatOthersCannotRead) {
    put(key_file, chain_pem(server.chain) + key_pem(server.key), 0600);
    EXPECT_EQ(load_credentials(key_file, key_file).chain.size(), 2U);
}

TEST_F(CredentialFiles, LeaveTheRootOutOfTheChain) {
    put(certificate_file, chain_pem(server.chain) + certificate_pem(issued.root));
    EXPECT_EQ(load_credentials(certificate_file, key_file).chain.size(), 2U);
}

TEST_F(CredentialFiles, MayBeASingleSelfSignedCertificate) {
    const TimePoint now = current_time();
    put(certificate_file,
        certificate_pem(self_sign_certificate({.common_name = "localhost",
                                               .key = server.key,
                                               .validity = {now, now + std::chrono::hours(1)},
                                               .extensions = {}})));
    EXPECT_EQ(load_credentials(certificate_file, key_file).chain.size(), 1U);
}

TEST_F(CredentialFiles, MayBeSymbolicLinksAsCertbotMakesThem) {
    std::filesystem::create_symlink(certificate_file, directory / "live.pem");
    std::filesystem::create_symlink(key_file, directory / "live.key");
    EXPECT_EQ(load_credentials(directory / "live.pem", directory / "live.key").chain.size(), 2U);
}

TEST_F(CredentialFiles, KeyOpenToOtherUsersIsRefusedWithTheCommandThatMendsIt) {
    for (const unsigned mode : {0640U, 0604U, 0660U, 0601U, 0610U, 0644U, 0777U}) {
        put(key_file, key_pem(server.key), mode);
        const std::string text = fault();
        EXPECT_NE(text.find("run chmod 600 '" + key_file.string() + "'"), std::string::npos)
            << std::oct << mode << text;
    }
    for (const unsigned mode : {0600U, 0400U, 0700U}) {
        put(key_file, key_pem(server.key), mode);
        EXPECT_EQ(fault(), "") << std::oct << mode;
    }
}

TEST_F(CredentialFiles, ModeThatCountsIsThatOfTheFileBehindALink) {
    put(directory / "open.key", key_pem(server.key), 0644);
    std::filesystem::remove(key_file);
    std::filesystem::create_symlink(directory / "open.key", key_file);
    EXPECT_NE(fault().find("is open to other users (mode 0644)"), std::string::npos) << fault();
}

TEST_F(CredentialFiles, MismatchedPairIsRefused) {
    put(key_file, key_pem(generate_key(KeyType::ecdsa)));
    EXPECT_EQ(fault(), "the key '" + key_file.string() + "' does not match the certificate '" +
                           certificate_file.string() +
                           "': give the two files that were made together");
}

TEST_F(CredentialFiles, ChainInTheWrongOrderIsExplained) {
    put(certificate_file, certificate_pem(server.chain[1]) + certificate_pem(server.chain[0]));
    EXPECT_NE(fault().find("belongs to certificate 2"), std::string::npos) << fault();
    EXPECT_NE(fault().find("put the server's own certificate first"), std::string::npos) << fault();
}

TEST_F(CredentialFiles, MissingFileIsNamedWithTheReason) {
    std::filesystem::remove(key_file);
    EXPECT_EQ(fault(), "cannot read '" + key_file.string() +
                           "': No such file or directory: check the path and its permissions");
    std::filesystem::remove(certificate_file);
    EXPECT_NE(fault().find("'" + certificate_file.string() + "'"), std::string::npos) << fault();
}

TEST_F(CredentialFiles, DirectoryInPlaceOfAFileIsNamed) {
    std::filesystem::remove(certificate_file);
    std::filesystem::create_directory(certificate_file);
    EXPECT_NE(fault().find("server.pem' is a directory"), std::string::npos) << fault();
}

TEST_F(CredentialFiles, EndlessFileIsRefused) {
    const std::string text = fault_of([] { (void)read_certificates("/dev/zero"); });
    EXPECT_NE(text.find("'/dev/zero' is larger than 1 MiB"), std::string::npos) << text;
}

TEST_F(CredentialFiles, SwappedFilesAreExplained) {
    std::swap(certificate_file, key_file);
    EXPECT_NE(fault().find("holds no certificate but a PRIVATE KEY"), std::string::npos) << fault();
}

}  // namespace
}  // namespace tlsmatrix::certs::credential_files_test
