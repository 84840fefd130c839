// What a hello lacks, by the rule and by libssl.

#include <gtest/gtest.h>

#include "tests/explain/hello_samples.hpp"
#include "tests/support/memory_bench.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/rule/hello_answer.hpp>
#include <tlsmatrix/rule/hello_gap.hpp>

namespace tlsmatrix::hello_gap_test {
namespace {

using enum ProtocolVersion;
using explain::Extensions;
using explain::HelloSample;
using explain::Octets;

Extensions without(std::initializer_list<std::uint16_t> types) {
    Extensions kept;
    for (auto& each : explain::groups_and_keys()) {
        if (std::ranges::find(types, each.first) == types.end()) {
            kept.push_back(std::move(each));
        }
    }
    return kept;
}

Extensions with(std::uint16_t type, Octets content) {
    Extensions changed = without({type});
    changed.emplace_back(type, std::move(content));
    return changed;
}

// A share of a group that is not among them would be another fault.
Extensions groups_without_a_share(Octets groups) {
    Extensions changed = without({10, 51});
    changed.insert(changed.end(), {{10, std::move(groups)}, {51, {0, 0}}});
    return changed;
}

Extensions and_again(std::uint16_t type, Octets content) {
    Extensions more = explain::groups_and_keys();
    more.emplace_back(type, std::move(content));
    return more;
}

struct Case {
    std::string_view name;
    Extensions more;
    std::vector<std::uint16_t> suites{0x1301, 0xc02f, 0xc014};
};

std::vector<Case> cases() {
    const std::vector<std::uint16_t> static_rsa{0x1301, 0x009c, 0x002f};
    const Octets no_share{0, 0};
    return {
        {"whole", explain::groups_and_keys()},
        {"whole, static RSA", explain::groups_and_keys(), static_rsa},
        {"no key_share", without({51})},
        {"no share in it", with(51, no_share)},
        {"no groups", without({10, 51})},
        {"no groups, but a share", without({10})},
        {"no groups, static RSA", without({10, 51}), static_rsa},
        {"no signature algorithms", without({13})},
        {"nothing", {}},
        {"nothing, static RSA", {}, static_rsa},
        {"unknown groups", groups_without_a_share({0, 2, 0x7f, 1})},
        {"finite fields", groups_without_a_share({0, 2, 1, 0})},
        {"unknown schemes", with(13, {0, 2, 0x7f, 1})},
        {"schemes of 1.2", with(13, {0, 4, 4, 1, 2, 1})},
        {"schemes of 1.2, without ECDHE", with(13, {0, 4, 4, 1, 2, 1}), static_rsa},
        {"RSA-PSS", with(13, {0, 2, 8, 4})},
        {"groups twice", and_again(10, {0, 2, 0, 29})},
        {"versions twice", and_again(43, {2, 3, 3})},
        {"an unknown type twice",
         [] {
             Extensions more = and_again(0x1234, {});
             more.emplace_back(0x1234, Octets{});
             return more;
         }()},
    };
}

// libssl looks for a share only where both have a group; what it says of shares alone is its own.
TEST(HelloGap, IsWhatLibsslRefuses) {
    ServerContextSettings settings;
    settings.engine = Engine::openssl;
    settings.credentials = self_signed(rsa_key());
    std::size_t gaps = 0;
    for (const std::vector<std::uint16_t>& versions :
         std::vector<std::vector<std::uint16_t>>{{0x0304, 0x0303, 0x0302}, {0x0304}, {}}) {
        for (const Case& each : cases()) {
            if (each.name == "versions twice" && versions.empty()) {
                continue;  // the one that it adds is the only one
            }
            const HelloSample sample{
                .suites = each.suites, .versions = versions, .more = each.more};
            const ClientHello hello = parse_client_hello(sample.message()).value();
            for (const VersionSet set : all_version_sets()) {
                SCOPED_TRACE(std::string(each.name) + " at " + set.str() + ", offering " +
                             hello.offered_words());
                settings.versions = set;
                ServerEndpoint endpoint;
                endpoint.versions = set;
                endpoint.engine = Engine::openssl;
                OldHelloAnswer expected = answer_to(hello, endpoint).choice;
                if (const auto gap = gap_of(hello, expected)) {
                    expected = Alert{gap->alert};
                    ++gaps;
                }
                MemoryWire wire;
                Connection server(ServerContext(settings), wire.end(Sender::server));
                wire.put(Sender::client, sample.record());
                const Progress progress = server.handshake();
                if (const auto* alert = std::get_if<Alert>(&expected)) {
                    EXPECT_EQ(server.outcome(), HandshakeOutcome(Refused{*alert}));
                } else {
                    EXPECT_EQ(progress, Progress::wants_read);
                }
            }
        }
    }
    EXPECT_GT(gaps, 200U);
}

}  // namespace
}  // namespace tlsmatrix::hello_gap_test
