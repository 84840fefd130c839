// The groups that an end offers and takes: OpenSSL's own, unless a list says others.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/conf.h>

#include "tests/support/fault.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/memory_handshake.hpp>

namespace tlsmatrix::groups_test {
namespace {

using enum ProtocolVersion;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

constexpr std::uint16_t p256 = 0x0017;
constexpr std::uint16_t x25519 = 0x001d;
constexpr std::uint16_t ffdhe2048 = 0x0100;

const Credentials& credentials() {
    static const Credentials made = self_signed(p256_key());
    return made;
}

ServerContext server_with(const std::string& groups) {
    ServerContextSettings settings{{.groups = groups}, credentials()};
    return ServerContext(std::move(settings));
}

ClientContext client_with(const std::string& groups, VersionSet versions = VersionSet::all()) {
    ClientContextSettings settings{{.versions = versions, .groups = groups},
                                   {.certificates = credentials().chain}};
    return ClientContext(std::move(settings));
}

std::vector<std::uint16_t> offered_by(const ClientContext& context) {
    return shake_hands(context, server_with("")).client.saw.client_hello.value().supported_groups;
}

// In this process no openssl.cnf has a word on groups, so a client that sets nothing shows them.
TEST(Groups, AreTheLibrarysOwnUnlessAListSaysOthers) {
    const auto own = offered_by(ClientContext::with_presets({.certificates = credentials().chain}));
    EXPECT_THAT(own, IsSupersetOf({p256, x25519, ffdhe2048}));
    EXPECT_EQ(offered_by(client_with("")), own);
    EXPECT_EQ(offered_by(client_with("P-256")), std::vector{p256});
    EXPECT_EQ(offered_by(client_with("X25519:ffdhe2048")), (std::vector{x25519, ffdhe2048}));
}

// OpenSSL 3.0 has all five by default, and 3.5 the first two.
TEST(Groups, OfAClientThatHasFfdheAloneAreServedAt13) {
    struct Field {
        std::uint16_t code;
        std::string name;
    };
    const auto own = offered_by(ClientContext::with_presets({.certificates = credentials().chain}));
    const ServerContext server = server_with("");
    int served = 0;
    for (const Field& each :
         {Field{0x0100, "ffdhe2048"}, Field{0x0101, "ffdhe3072"}, Field{0x0102, "ffdhe4096"},
          Field{0x0103, "ffdhe6144"}, Field{0x0104, "ffdhe8192"}}) {
        if (std::ranges::find(own, each.code) == own.end()) {
            continue;
        }
        const Encounter met = shake_hands(client_with(each.name), server);
        const auto* negotiated = std::get_if<Negotiated>(&met.server.outcome);
        ASSERT_NE(negotiated, nullptr) << each.name << ": " << describe(met.server.outcome);
        EXPECT_EQ(negotiated->version, tls_1_3);
        EXPECT_EQ(negotiated->group, each.name);
        ++served;
    }
    EXPECT_GE(served, 2);
}

TEST(Groups, OfAServersListAreAllThatItTakes) {
    const ServerContext server = server_with("P-256");
    EXPECT_EQ(describe(shake_hands(client_with("X25519"), server).client.outcome),
              "the server refused with handshake_failure");
    const Encounter met = shake_hands(client_with("X25519:P-256"), server);
    ASSERT_TRUE(std::holds_alternative<Negotiated>(met.client.outcome));
    EXPECT_EQ(std::get<Negotiated>(met.client.outcome).group, "secp256r1");
}

TEST(Groups, ThatThereAreNotAreNamedWithTheRemedy) {
    struct Case {
        std::string list;
        std::string named;
    };
    for (const Case& each : {Case{"X25519:P-257", "no key exchange group 'P-257'"},
                             Case{"curve", "no key exchange group 'curve'"},
                             Case{"X25519::P-256", "no key exchange group ''"},
                             Case{"X25519,P-256", "no key exchange group 'X25519,P-256'"}}) {
        const auto right = AllOf(HasSubstr(each.named), HasSubstr("X25519, P-256 or ffdhe2048"));
        EXPECT_THAT(fault_of([&] { (void)server_with(each.list); }), right);
        EXPECT_THAT(fault_of([&] { (void)client_with(each.list); }), right);
    }
}

// A list that would leave one group, if it were listened to.
constexpr std::string_view preset = R"(openssl_conf = init
[init]
ssl_conf = modules
[modules]
system_default = one_group
[one_group]
Groups = P-256
)";

// Exit codes of the child below.
constexpr int nothing_changed = 0;
constexpr int not_in_effect = 2;
constexpr int list_changed = 3;
constexpr int server_changed = 4;

// Runs in a process of its own, since the configuration is the whole process's.
[[noreturn]] void run_under_preset(const std::string& path, const std::vector<std::uint16_t>& own) {
    ::setenv("OPENSSL_CONF", path.c_str(), 1);
    CONF_modules_load_file(nullptr, nullptr, 0);
    const Trust trust{.certificates = credentials().chain};
    if (offered_by(ClientContext::with_presets(trust)) != std::vector{p256}) {
        std::_Exit(not_in_effect);
    }
    if (offered_by(client_with("")) != own) {
        std::_Exit(list_changed);
    }
    const Encounter met = shake_hands(client_with("ffdhe3072"), server_with(""));
    std::_Exit(std::holds_alternative<Negotiated>(met.server.outcome) ? nothing_changed
                                                                      : server_changed);
}

TEST(Groups, AreNotThoseOfOpensslCnf) {
    const auto own = offered_by(client_with(""));
    const std::string path = fmt::format(
        "{}/tlsmatrix-groups-{}.cnf", std::filesystem::temp_directory_path().string(), ::getpid());
    std::ofstream(path) << preset;
    EXPECT_EXIT(run_under_preset(path, own), testing::ExitedWithCode(nothing_changed), "");
    std::filesystem::remove(path);
}

}  // namespace
}  // namespace tlsmatrix::groups_test
