#include <gtest/gtest.h>

#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/memory_handshake.hpp>
#include <tlsmatrix/engine/version_fixed.hpp>

namespace tlsmatrix::version_fixed_test {
namespace {

using enum ProtocolVersion;

const Credentials& credentials() {
    static const Credentials made = self_signed(p256_key());
    return made;
}

ServerContext old_server(ProtocolVersion version) {
    ServerContextSettings settings;
    settings.versions = {version};
    settings.credentials = credentials();
    settings.adjust = fix_version;
    return ServerContext(settings);
}

ClientContext client(VersionSet versions) {
    ClientContextSettings settings;
    settings.versions = versions;
    settings.trust.certificates = credentials().chain;
    settings.ciphers = "DEFAULT:@SECLEVEL=0";
    return ClientContext(settings);
}

class OldServer : public ::testing::TestWithParam<ProtocolVersion> {
  protected:
    void SetUp() override {
        if (!has_version_fixed_methods()) {
            GTEST_SKIP() << "this OpenSSL has none: check says so where it would need one";
        }
    }
};

TEST_P(OldServer, FinishesTheHandshakeWithWhoeverTakesIt) {
    const Encounter met = shake_hands(client(VersionSet::all()), old_server(GetParam()));
    const auto* negotiated = std::get_if<Negotiated>(&met.client.outcome);
    ASSERT_NE(negotiated, nullptr) << met.client.failure;
    EXPECT_EQ(negotiated->version, GetParam());
    EXPECT_EQ(met.client.saw.server_hello->sentinel, DowngradeSentinel::none);
}

// Our pinned server would have refused by the hello, and nobody knew what the client makes of it.
TEST_P(OldServer, MakesAClientRefuseByItself) {
    if (GetParam() == tls_1_2) {
        return;
    }
    const Encounter met = shake_hands(client({tls_1_2, tls_1_3}), old_server(GetParam()));
    const auto* refused = std::get_if<Refused>(&met.server.outcome);
    ASSERT_NE(refused, nullptr);
    EXPECT_EQ(refused->alert.sender, Sender::client);
    EXPECT_EQ(refused->alert.description, alert_code::protocol_version);
    EXPECT_TRUE(met.client.saw.server_hello.has_value());
}

INSTANTIATE_TEST_SUITE_P(Versions, OldServer, ::testing::Values(tls_1_0, tls_1_1, tls_1_2),
                         [](const auto& test) {
                             return "Tls1_" + std::string(short_name(test.param).substr(2));
                         });

}  // namespace
}  // namespace tlsmatrix::version_fixed_test
