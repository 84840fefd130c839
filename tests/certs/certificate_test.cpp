#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/key.hpp>

namespace tlsmatrix::certs::certificate_test {
namespace {

CertificateSpec spec_of(const std::string& name, const KeyPointer& key,
                        const std::vector<Extension>& extensions = {}) {
    const TimePoint now = current_time();
    return {.common_name = name,
            .key = key,
            .validity = {now, now + std::chrono::hours(1)},
            .extensions = extensions};
}

const std::vector<Extension> authority_extensions{{"basicConstraints", "critical,CA:TRUE"}};

TEST(IsSignedBy, NeedsTheSignatureAndNotJustTheName) {
    const KeyPointer key = some_key(KeyType::ecdsa);
    const auto issuer = self_sign_certificate(spec_of("same", key, authority_extensions));
    const auto namesake =
        self_sign_certificate(spec_of("same", generate_key(KeyType::ecdsa), authority_extensions));
    const auto leaf = sign_certificate(spec_of("leaf", key), issuer, key);
    EXPECT_TRUE(is_signed_by(leaf, issuer));
    EXPECT_FALSE(is_signed_by(leaf, namesake));
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(IsSignedBy, NeedsAnIssuerThatIsAnAuthority) {
    const KeyPointer key = some_key(KeyType::ecdsa);
    const auto no_authority =
        self_sign_certificate(spec_of("issuer", key, {{"basicConstraints", "critical,CA:FALSE"}}));
    const auto leaf = sign_certificate(spec_of("leaf", key), no_authority, key);
    EXPECT_FALSE(is_signed_by(leaf, no_authority));
    EXPECT_FALSE(is_signed_by(no_authority, no_authority));
}

TEST(SelfSigned, GoesByTheIssuersName) {
    const KeyPointer key = some_key(KeyType::ecdsa);
    const auto root = self_sign_certificate(spec_of("root", key, authority_extensions));
    EXPECT_TRUE(is_self_signed(root));
    EXPECT_FALSE(is_self_signed(sign_certificate(spec_of("leaf", key), root, key)));
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(Certificate, WithAnExtensionThatOpensslRefusesIsAFaultWithItsReason) {
    struct Case {
        Extension extension;
        const char* expected;
    };
    for (const auto& [extension, expected] : {
             Case{{"subjectAltName", "IP:none"}, "make the extension subjectAltName=IP:none: "},
             Case{{"noSuchExtension", "x"}, "unknown extension"},
         }) {
        const std::string fault = fault_of([&, wrong = extension] {
            (void)self_sign_certificate(spec_of("x", some_key(KeyType::ecdsa), {wrong}));
        });
        EXPECT_EQ(fault.rfind("OpenSSL cannot ", 0), 0U) << fault;
        EXPECT_NE(fault.find(expected), std::string::npos) << fault;
        EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
    }
}

TEST(RandomHex, IsTwoDigitsAByteAndNeverTheSame) {
    EXPECT_EQ(random_hex(8).size(), 16U);
    EXPECT_EQ(random_hex(8).find_first_not_of("0123456789abcdef"), std::string::npos);
    EXPECT_NE(random_hex(8), random_hex(8));
}

}  // namespace
}  // namespace tlsmatrix::certs::certificate_test
