#include <map>

#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509_vfy.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/pem.hpp>
#include <tlsmatrix/certs/zoo_ca.hpp>

namespace tlsmatrix::certs::zoo_ca_test {
namespace {

const ZooCa& zoo() {
    static const ZooCa made = ZooCa::create();
    return made;
}

// What OpenSSL says of each at level 2, for a client that asks for localhost.
const std::map<std::string_view, int> verdicts{
    {"good", X509_V_OK},
    {"expired", X509_V_ERR_CERT_HAS_EXPIRED},
    {"not-yet-valid", X509_V_ERR_CERT_NOT_YET_VALID},
    {"wrong-host", X509_V_ERR_HOSTNAME_MISMATCH},
    {"self-signed", X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT},
    {"untrusted-root", X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN},
    {"incomplete-chain", X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY},
    {"wrong-eku", X509_V_ERR_INVALID_PURPOSE},
    {"weak-key", X509_V_ERR_EE_KEY_TOO_SMALL},
    {"sha1", X509_V_ERR_CA_MD_TOO_WEAK},
    {"no-san", X509_V_OK},  // OpenSSL falls back to the common name
    {"wildcard", X509_V_ERR_HOSTNAME_MISMATCH},
    {"many-names", X509_V_OK},
    {"p384", X509_V_OK},
    {"p521", X509_V_OK},
    {"rsa-pss", X509_V_OK},
    {"rsa-4096", X509_V_OK},
    {"revoked", X509_V_OK},  // without the CRL
};

TEST(ZooCa, MakesEachWhatTheTableSays) {
    for (const ZooEntry& each : certificate_zoo()) {
        ASSERT_TRUE(verdicts.contains(each.name)) << each.name;
        const Credentials made = zoo().issue(each.name);
        EXPECT_EQ(verdict(made, zoo().root(), {.host = "localhost"}),
                  meaning(verdicts.at(each.name)))
            << each.name;
        EXPECT_TRUE(key_belongs_to(made.key, made.chain.front())) << each.name;
    }
    EXPECT_EQ(verdicts.size(), certificate_zoo().size());
    EXPECT_EQ(ERR_peek_error(), 0UL) << "libssl would misread its own results";
}

TEST(ZooCa, MakesEachWrongInThatAlone) {
    using std::chrono::days;
    const TimePoint now = current_time();
    const struct {
        std::string_view name;
        Peer peer;
    } cases[] = {
        {"expired", {.host = "localhost", .now = now - days(2)}},
        {"not-yet-valid", {.host = "localhost", .now = now + days(31)}},
        {"wrong-host", {.host = "wrong.example"}},
        {"wrong-eku", {.host = "localhost", .is_server = true}},
        {"wildcard", {.host = "any.zoo.localhost"}},
        {"many-names", {.host = "name-999.zoo.localhost"}},
        {"good", {.address = "127.0.0.1"}},
    };
    for (const auto& [name, peer] : cases) {
        EXPECT_EQ(verdict(zoo().issue(name), zoo().root(), peer), meaning(X509_V_OK)) << name;
    }
    Credentials incomplete = zoo().issue("incomplete-chain");
    incomplete.chain.push_back(zoo().issue("good").chain.at(1));
    EXPECT_EQ(verdict(incomplete, zoo().root(), {.host = "localhost"}), meaning(X509_V_OK));
    const Credentials untrusted = zoo().issue("untrusted-root");
    EXPECT_EQ(verdict(untrusted, untrusted.chain.back(), {.host = "localhost"}),
              meaning(X509_V_OK));
}

TEST(ZooCa, GivesTheHostToTheOneWithoutAlternativeNames) {
    const Credentials made = zoo().issue("no-san", "a.example");
    EXPECT_EQ(verdict(made, zoo().root(), {.host = "a.example"}), meaning(X509_V_OK));
    EXPECT_EQ(verdict(made, zoo().root(), {.host = "localhost"}),
              meaning(X509_V_ERR_HOSTNAME_MISMATCH));
}

// The chains go to servers, which must not come by the key of a CA that way.
TEST(ZooCa, PutsNoKeyOfACaIntoAChain) {
    for (const std::string_view name : {"good", "untrusted-root", "self-signed"}) {
        const Credentials made = zoo().issue(name);
        for (std::size_t i = name == "self-signed" ? 0 : 1; i < made.chain.size(); ++i) {
            EVP_PKEY* key = X509_get0_pubkey(made.chain[i].get());
            EXPECT_LE(i2d_PrivateKey(key, nullptr), 0) << name << " " << i;
            ERR_clear_error();
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::certs::zoo_ca_test
