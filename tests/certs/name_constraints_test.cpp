#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/authority.hpp>
#include <tlsmatrix/certs/certificate.hpp>

namespace tlsmatrix::certs::name_constraints_test {
namespace {

// What somebody who stole the intermediate's key could sign; Authority::issue would not.
Credentials stolen_leaf(const Authority& authority, const std::string& names,
                        const std::string& constraints = "critical,CA:FALSE",
                        const std::string& key_usage = "critical,digitalSignature") {
    const TimePoint now = current_time();
    const KeyPointer key = generate_key(KeyType::ecdsa);
    const CertificatePointer leaf =
        sign_certificate({.common_name = "stolen",
                          .key = key,
                          .validity = {now, now + std::chrono::hours(1)},
                          .extensions = {{"basicConstraints", constraints},
                                         {"keyUsage", key_usage},
                                         {"subjectAltName", names},
                                         {"subjectKeyIdentifier", "hash"},
                                         {"authorityKeyIdentifier", "keyid:always"}}},
                         authority.intermediate(), authority.intermediate_key());
    return {{leaf, authority.intermediate()}, key};
}

TEST(NameConstraints, HoldForEveryNameThatTheIntermediateCouldSign) {
    struct Case {
        const char* names;
        int expected;
    };
    const Authority authority = Authority::create(KeyType::ecdsa);
    for (const auto& [names, expected] : {
             Case{"DNS:localhost", X509_V_OK},
             Case{"DNS:a.localhost", X509_V_OK},
             Case{"IP:127.0.0.1", X509_V_OK},
             Case{"IP:127.255.255.254", X509_V_OK},
             Case{"IP:::1", X509_V_OK},
             Case{"DNS:example.com", X509_V_ERR_PERMITTED_VIOLATION},
             Case{"DNS:localhost,DNS:example.com", X509_V_ERR_PERMITTED_VIOLATION},
             Case{"DNS:evil-localhost", X509_V_ERR_PERMITTED_VIOLATION},
             Case{"DNS:localhost.example.com", X509_V_ERR_PERMITTED_VIOLATION},
             Case{"IP:192.0.2.1", X509_V_ERR_PERMITTED_VIOLATION},
             Case{"IP:128.0.0.1", X509_V_ERR_PERMITTED_VIOLATION},
             Case{"IP:::2", X509_V_ERR_PERMITTED_VIOLATION},
             Case{"IP:::ffff:127.0.0.1", X509_V_ERR_PERMITTED_VIOLATION},
         }) {
        EXPECT_EQ(verdict(stolen_leaf(authority, names), authority.root()), meaning(expected))
            << names;
    }
}

TEST(NameConstraints, StandOnTheIntermediateOfEveryKeyType) {
    for (const KeyType type : all_key_types) {
        const Authority authority = Authority::create(type);
        EXPECT_EQ(verdict(stolen_leaf(authority, "DNS:example.com"), authority.root()),
                  meaning(X509_V_ERR_PERMITTED_VIOLATION))
            << key_type_name(type);
    }
}

TEST(PathLength, LetsTheIntermediateSignNoFurtherAuthority) {
    const Authority authority = Authority::create(KeyType::ecdsa);
    const Credentials authority_below =
        stolen_leaf(authority, "DNS:localhost", "critical,CA:TRUE", "critical,keyCertSign");
    const TimePoint now = current_time();
    const CertificatePointer leaf =
        sign_certificate({.common_name = "localhost",
                          .key = authority_below.key,
                          .validity = {now, now + std::chrono::hours(1)},
                          .extensions = {{"subjectAltName", "DNS:localhost"},
                                         {"authorityKeyIdentifier", "keyid:always"}}},
                         authority_below.chain[0], authority_below.key);
    const Credentials chain{{leaf, authority_below.chain[0], authority.intermediate()},
                            authority_below.key};
    EXPECT_EQ(verdict(chain, authority.root()), meaning(X509_V_ERR_PATH_LENGTH_EXCEEDED));
}

}  // namespace
}  // namespace tlsmatrix::certs::name_constraints_test
