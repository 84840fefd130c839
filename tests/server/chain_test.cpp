// Which certificates a server sends of a chain that it was given a part of.
#include <gtest/gtest.h>

#include "tests/support/chain_of_two.hpp"
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
    {"the leaf, and its issuer among the clients' CAs", false, VerifyClient::optional,
     "negotiated"},
    {"the whole chain, and clients' CAs", true, VerifyClient::optional, "negotiated"},
};

TEST(Chain, IsCompletedFromTheClientsCasAlone) {
    const ChainOfTwo issued = chain_of_two();
    ClientContextSettings client;
    client.trust.certificates = {issued.root};
    for (const ProtocolVersion version : {ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3}) {
        client.versions = {version};
        for (const Given& it : cases) {
            ServerContextSettings server;
            server.versions = {version};
            server.credentials = issued.server;
            server.credentials.chain.resize(it.intermediate ? 2 : 1);
            server.verify_client = it.demand;
            server.client_trust.certificates = {issued.server.chain[1]};
            const Encounter met = shake_hands(ClientContext(client), ServerContext(server));
            EXPECT_EQ(outcome_name(met.client.outcome), it.outcome) << it.name;
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::server::chain_test
