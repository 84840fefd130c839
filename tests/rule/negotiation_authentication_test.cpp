// The rule's entries for a client's certificate.
#include <gmock/gmock.h>

#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix::negotiation_authentication_test {
namespace {

using enum ProtocolVersion;
using ::testing::HasSubstr;

constexpr const char* server_40 = "the server refuses with handshake_failure";
constexpr const char* server_48 = "the server refuses with unknown_ca";
constexpr const char* server_116 = "the server refuses with certificate_required";

struct CertificateCase {
    ProtocolVersion version;
    VerifyClient demand;
    ClientCertificate certificate;
    const char* outcome;
    const char* source;
};

constexpr auto asks = VerifyClient::optional;
constexpr auto insists = VerifyClient::required;
constexpr auto nothing = ClientCertificate::none;
constexpr auto trusted = ClientCertificate::trusted;
constexpr auto untrusted = ClientCertificate::untrusted;

constexpr CertificateCase cases[] = {
    {tls_1_0, VerifyClient::none, untrusted, "TLSv1", "RFC 5246 appendix E.1"},
    {tls_1_3, VerifyClient::none, untrusted, "TLSv1.3",
     "RFC 9846 section 4.3.1 (RFC 8446 section 4.2.1)"},
    {tls_1_2, asks, nothing, "TLSv1.2", "RFC 5246 section 7.4.6"},
    {tls_1_3, asks, nothing, "TLSv1.3", "RFC 9846 section 4.5.1.3 (RFC 8446 section 4.4.2.4)"},
    {tls_1_1, asks, trusted, "TLSv1.1", "RFC 5246 section 7.4.6"},
    {tls_1_2, asks, untrusted, server_48, "RFC 5246 section 7.2.2"},
    {tls_1_3, asks, untrusted, server_48, "RFC 9846 section 6.2 (RFC 8446 section 6.2)"},
    {tls_1_0, insists, nothing, server_40, "RFC 5246 section 7.4.6"},
    {tls_1_2, insists, nothing, server_40, "RFC 5246 section 7.4.6"},
    {tls_1_3, insists, nothing, server_116, "RFC 9846 section 4.5.1.3 (RFC 8446 section 4.4.2.4)"},
    {tls_1_0, insists, trusted, "TLSv1", "RFC 5246 section 7.4.6"},
    {tls_1_3, insists, trusted, "TLSv1.3", "RFC 9846 section 4.5.1.3 (RFC 8446 section 4.4.2.4)"},
    {tls_1_3, insists, untrusted, server_48, "RFC 9846 section 6.2 (RFC 8446 section 6.2)"},
};

Negotiation negotiation_of(const CertificateCase& it) {
    ClientEndpoint client;
    client.versions = {it.version};
    client.certificate = it.certificate;
    ServerEndpoint server;
    server.versions = {it.version};
    server.verify_client = it.demand;
    return negotiate(client, server);
}

TEST(ClientCertificateRule, EndsAsTheStandardsSayAndNamesThem) {
    for (const CertificateCase& it : cases) {
        const Negotiation negotiation = negotiation_of(it);
        EXPECT_EQ(describe(negotiation.client), it.outcome) << it.source;
        EXPECT_EQ(describe(negotiation.server), it.outcome) << it.source;
        EXPECT_THAT(negotiation.steps,
                    ::testing::Contains(::testing::Field(&Step::source, HasSubstr(it.source))));
    }
}

TEST(ClientCertificateRule, SaysThatAClientOf1_3LearnsOfItLater) {
    const auto told = [](ProtocolVersion version) {
        return negotiation_of({version, insists, nothing, "", ""}).steps.back().text;
    };
    EXPECT_THAT(told(tls_1_3), HasSubstr("complete by then"));
    EXPECT_THAT(told(tls_1_2), ::testing::Not(HasSubstr("complete by then")));
}

// What decides a version comes first: a refusal of the version hides the certificate's.
TEST(ClientCertificateRule, ComesAfterTheVersion) {
    ClientEndpoint client;
    client.versions = {tls_1_2};
    ServerEndpoint server;
    server.versions = {tls_1_3};
    server.verify_client = insists;
    EXPECT_EQ(describe(negotiate(client, server).server),
              "the server refuses with protocol_version");
}

TEST(ClientCertificateRule, AsksNobodyWhoResumes) {
    ClientEndpoint client;
    client.versions = {tls_1_2, tls_1_3};
    client.session = OfferedSession{tls_1_3, true};
    ServerEndpoint server;
    server.versions = {tls_1_2, tls_1_3};
    server.verify_client = insists;
    EXPECT_EQ(describe(negotiate(client, server).server), "TLSv1.3");
    client.session = OfferedSession{tls_1_2, true};
    EXPECT_EQ(describe(negotiate(client, server).server), server_116);
}

// With RSA's own key exchange a client gets that far at a level that forbids SHA-1.
TEST(ClientCertificateRule, HasNoSignatureForTheOldVersionsAboveLevel0) {
    ClientEndpoint client;
    client.versions = {tls_1_0};
    client.certificate = trusted;
    client.security_level = 1;
    ServerEndpoint server;
    server.versions = {tls_1_0};
    server.certificate = CertificateKind::rsa;
    server.verify_client = insists;
    client.suite = server.suite = limits_of(*find_common_suite("AES128-SHA"), client.profile);
    EXPECT_EQ(describe(negotiate(client, server).server), server_40);
    client.security_level = 0;
    EXPECT_EQ(describe(negotiate(client, server).server), "TLSv1");
}

}  // namespace
}  // namespace tlsmatrix::negotiation_authentication_test
