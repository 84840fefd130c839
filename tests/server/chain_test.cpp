// Which certificates a server sends of a chain that it was given a part of.
#include <gtest/gtest.h>

#include <tlsmatrix/certs/authority.hpp>
#include <tlsmatrix/engine/memory_handshake.hpp>

namespace tlsmatrix::server::chain_test {
namespace {

// Given is what a server has, and whether that reaches a client which knows the root alone.
struct Given {
    std::string_view name;
    bool intermediate;  // it is given the leaf's issuer with the leaf
    VerifyClient demand;
    std::string_view outcome;
};

constexpr Given cases[] = {
    {"the whole chain", true, VerifyClient::none, "negotiated"},
    {"the leaf alone", false, VerifyClient::none, "refused"},
    {"the leaf, and its issuer among the clients' authorities", false, VerifyClient::optional,
     "negotiated"},
    {"the whole chain, and clients' authorities", true, VerifyClient::optional, "negotiated"},
};

TEST(Chain, IsCompletedFromTheClientsAuthoritiesAlone) {
    const certs::Authority authority = certs::Authority::create(certs::KeyType::ecdsa);
    ClientContextSettings client;
    client.trust.certificates = {authority.root()};
    for (const ProtocolVersion version : {ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3}) {
        client.versions = {version};
        for (const Given& it : cases) {
            ServerContextSettings server;
            server.versions = {version};
            server.credentials = authority.issue({.key_type = certs::KeyType::ecdsa});
            server.credentials.chain.resize(it.intermediate ? 2 : 1);
            server.verify_client = it.demand;
            server.client_trust.certificates = {authority.intermediate()};
            const Encounter met = shake_hands(ClientContext(client), ServerContext(server));
            EXPECT_EQ(outcome_name(met.client.outcome), it.outcome) << it.name;
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::server::chain_test
