// The certificates as the openssl program reads them: another reader than the one they are made by.
#include <regex>

#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/pem.hpp>
#include <tlsmatrix/certs/private_file.hpp>

namespace tlsmatrix::certs::openssl_command_test {
namespace {

const Ca& ca_for(KeyType leaf) {
    static const Ca rsa = Ca::create(KeyType::rsa);
    static const Ca ecdsa = Ca::create(KeyType::ecdsa);
    return ca_key_type(leaf) == KeyType::rsa ? rsa : ecdsa;
}

class OpensslCommand : public testing::TestWithParam<KeyType> {
  protected:
    void SetUp() override {
        if (is_waived("openssl")) {
            GTEST_SKIP() << "TLSMATRIX_WAIVE_PEERS lists openssl: its reading is unproven";
        }
        write_public_file(directory / "root.pem", certificate_pem(ca.root()));
        write_public_file(directory / "leaf.pem", certificate_pem(leaf.chain[0]));
    }

    [[nodiscard]] CommandResult verify(const std::string& flags) const {
        return run("cd " + directory.path().string() +
                   " && openssl verify -x509_strict -CAfile root.pem " + flags + " leaf.pem");
    }

    void expect_text(const char* file, const std::vector<std::string>& expected) const {
        const CommandResult text =
            run("openssl x509 -noout -text -in " + (directory / file).string());
        ASSERT_EQ(text.status, 0) << text.output;
        // OpenSSL 3.2 and later print `CN=localhost`, earlier ones `CN = localhost`.
        const std::string output = std::regex_replace(text.output, std::regex(" = "), "=");
        for (const std::string& each : expected) {
            EXPECT_NE(output.find(each), std::string::npos) << each << '\n' << output;
        }
    }

    TemporaryDirectory directory;
    const Ca& ca = ca_for(GetParam());
    Credentials leaf = ca.issue({.key = some_key(GetParam()), .names = {"a.localhost"}});
};

TEST_P(OpensslCommand, VerifiesTheLeafForItsOwnNamesOnly) {
    for (const char* flags :
         {"-purpose sslserver", "-verify_hostname localhost", "-verify_hostname a.localhost",
          "-verify_ip 127.0.0.1", "-verify_ip ::1"}) {
        EXPECT_EQ(verify(flags).output, "leaf.pem: OK\n") << flags;
    }
    for (const char* flags : {"-purpose sslclient", "-verify_hostname example.com",
                              "-verify_hostname b.localhost", "-verify_ip 127.0.0.2"}) {
        EXPECT_NE(verify(flags).status, 0) << flags;
    }
}

TEST_P(OpensslCommand, PrintsTheCaWithoutConstraints) {
    expect_text("root.pem",
                {"Version: 3 (0x2)", "O=tlsmatrix, CN=tlsmatrix throwaway CA ",
                 "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0\n",
                 "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign\n",
                 "X509v3 Subject Key Identifier:", "X509v3 Authority Key Identifier:"});
}

TEST_P(OpensslCommand, PrintsTheLeaf) {
    const std::string usage = GetParam() == KeyType::rsa ? "Digital Signature, Key Encipherment\n"
                                                         : "Digital Signature\n";
    expect_text(
        "leaf.pem",
        {"CN=localhost\n", "X509v3 Basic Constraints: critical\n                CA:FALSE\n",
         "X509v3 Key Usage: critical\n                " + usage,
         "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n",
         "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:a.localhost\n",
         "X509v3 Subject Key Identifier:", "X509v3 Authority Key Identifier:"});
}

TEST_P(OpensslCommand, PrintsTheAlgorithmsOfTheChain) {
    struct Algorithms {
        const char* leaf_key;
        const char* signature;
    };
    const Algorithms expected =
        GetParam() == KeyType::rsa     ? Algorithms{"rsaEncryption", "sha256WithRSAEncryption"}
        : GetParam() == KeyType::ecdsa ? Algorithms{"id-ecPublicKey", "ecdsa-with-SHA256"}
                                       : Algorithms{"ED25519", "ecdsa-with-SHA256"};
    for (const char* file : {"root.pem", "leaf.pem"}) {
        expect_text(file, {std::string("Signature Algorithm: ") + expected.signature});
    }
    expect_text("leaf.pem", {std::string("Public Key Algorithm: ") + expected.leaf_key});
}

INSTANTIATE_TEST_SUITE_P(Types, OpensslCommand, testing::ValuesIn(all_key_types),
                         [](const auto& each) { return std::string(key_type_name(each.param)); });

}  // namespace
}  // namespace tlsmatrix::certs::openssl_command_test
