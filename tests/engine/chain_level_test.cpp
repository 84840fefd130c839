// A chain of certificates is held to a level of its own, at both ends and whatever the set.
#include <gtest/gtest.h>
#include <openssl/x509.h>

#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/memory_handshake.hpp>

namespace tlsmatrix::chain_level_test {
namespace {

KeyPointer rsa_of(unsigned bits) {
    return {EVP_RSA_gen(bits), EVP_PKEY_free};
}

// certificate_of is one of version 1, which a CA may have that signed itself.
CertificatePointer certificate_of(EVP_PKEY* key, std::string_view subject, EVP_PKEY* ca_key,
                                  const EVP_MD* digest) {
    CertificatePointer made(X509_new(), X509_free);
    const auto name_of = [](std::string_view common_name) {
        X509_NAME* name = X509_NAME_new();
        const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.data());
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, bytes,
                                   static_cast<int>(common_name.size()), -1, 0);
        return name;
    };
    X509_NAME* own = name_of(subject);
    X509_NAME* ca = name_of("ca");
    X509* x509 = made.get();
    EXPECT_TRUE(ASN1_INTEGER_set(X509_get_serialNumber(x509), 1) == 1 &&
                X509_gmtime_adj(X509_getm_notBefore(x509), -1800) != nullptr &&
                X509_gmtime_adj(X509_getm_notAfter(x509), 1800) != nullptr &&
                X509_set_subject_name(x509, own) == 1 && X509_set_issuer_name(x509, ca) == 1 &&
                X509_set_pubkey(x509, key) == 1 && X509_sign(x509, ca_key, digest) > 0);
    X509_NAME_free(own);
    X509_NAME_free(ca);
    return made;
}

Credentials issued(KeyPointer key, const EVP_MD* digest) {
    return {{certificate_of(key.get(), "leaf", rsa_key().get(), digest)}, std::move(key)};
}

Trust trust() {
    static const CertificatePointer ca =
        certificate_of(rsa_key().get(), "ca", rsa_key().get(), EVP_sha256());
    return {.certificates = {ca}};
}

struct Chain {
    std::string_view what;
    Credentials credentials;
    int level;  // the highest that takes it
};

const std::vector<Chain>& chains() {
    static const std::vector<Chain> made{
        {"a SHA-256 chain", issued(rsa_of(2048), EVP_sha256()), 2},
        {"RSA of 1024 bits", issued(rsa_of(1024), EVP_sha256()), 1},
        {"RSA of 768 bits", issued(rsa_of(768), EVP_sha256()), 0},
        {"a SHA-1 chain", issued(rsa_of(2048), EVP_sha1()), 0},
        {"an MD5 chain", issued(rsa_of(2048), EVP_md5()), 0},
    };
    return made;
}

// How a handshake ended where each end saw the same: negotiated, or refused by whom.
std::string ending(const Encounter& met) {
    const auto of = [](const HandshakeOutcome& outcome) -> std::string {
        const auto* refused = std::get_if<Refused>(&outcome);
        return refused == nullptr ? std::string(outcome_name(outcome))
                                  : std::string(sender_name(refused->alert.sender)) + " " +
                                        alert_name(refused->alert.description);
    };
    const std::string client = of(met.client.outcome);
    const std::string server = of(met.server.outcome);
    return client == server ? client : client + " / " + server;
}

TEST(ChainLevel, IsOneAtLeastWhereAClientVerifiesAServerWhateverTheSet) {
    for (const Chain& chain : chains()) {
        ServerContextSettings settings;
        settings.versions = VersionSet::all();
        settings.credentials = chain.credentials;
        const ServerContext server(std::move(settings));
        for (const VersionSet& set : all_version_sets()) {
            for (const int level : {0, 1}) {
                ClientContextSettings client;
                client.versions = set.runs().front();  // the highest: no hole, one handshake
                client.security_level = level;
                client.trust = trust();
                if (level > 0 && client.versions.lowest() < ProtocolVersion::tls_1_2) {
                    continue;  // the level takes the versions, before any certificate comes
                }
                EXPECT_EQ(ending(shake_hands(ClientContext(std::move(client)), server)),
                          chain.level > 0 ? "negotiated" : "client bad_certificate")
                    << chain.what << ", {" << set.str() << "}, level " << level;
            }
        }
    }
}

TEST(ChainLevel, IsOneAtLeastWhereAServerVerifiesAClientWhateverTheSet) {
    for (const VersionSet& set : all_version_sets()) {
        ServerContextSettings settings;
        settings.versions = set;
        settings.credentials = chains().front().credentials;
        settings.verify_client = VerifyClient::required;
        settings.client_trust = trust();
        const ServerContext server(std::move(settings));
        for (const Chain& chain : chains()) {
            ClientContextSettings client;
            client.versions = {*set.highest()};
            client.trust = trust();
            client.credentials = chain.credentials;
            EXPECT_EQ(ending(shake_hands(ClientContext(std::move(client)), server)),
                      chain.level > 0 ? "negotiated" : "server bad_certificate")
                << chain.what << ", {" << set.str() << "}";
        }
    }
}

TEST(ChainLevel, RisesWithTheLevelThatIsAskedFor) {
    for (const Chain& chain : chains()) {
        ServerContextSettings settings;
        settings.versions = {ProtocolVersion::tls_1_2};
        settings.credentials = chain.credentials;
        ClientContextSettings client;
        client.versions = {ProtocolVersion::tls_1_2};
        client.security_level = 2;
        client.trust = trust();
        EXPECT_EQ(ending(shake_hands(ClientContext(std::move(client)),
                                     ServerContext(std::move(settings)))),
                  chain.level > 1 ? "negotiated" : "client bad_certificate")
            << chain.what;
    }
}

}  // namespace
}  // namespace tlsmatrix::chain_level_test
