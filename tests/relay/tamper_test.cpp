#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/relay/detail/hello_edit.hpp>
#include <tlsmatrix/relay/tamper.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/server_hello.hpp>

namespace tlsmatrix::relay::tamper_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = Move::Kind;

constexpr auto from_client = Sender::client;
constexpr auto from_server = Sender::server;

Bytes hello_message(std::vector<std::uint16_t> versions = {0x0304, 0x0303}) {
    return client_hello_bytes(
        {.extensions = joined({extension_bytes(23, {}), extension_bytes(10, Bytes{0, 2, 0, 29}),
                               extension_bytes(43, with_length(1, codes(versions)))})});
}

Bytes server_hello_message(std::uint16_t version, const Bytes& tail = Bytes(8, 7)) {
    const bool old = version < 0x0304;
    const Bytes chosen = extension_bytes(43, number(version, 2));
    return handshake_message(
        2, joined({number(old ? version : 0x0303, 2), Bytes(24, 7), tail, with_length(1, {}),
                   number(0xc02f, 2), Bytes{0}, with_length(2, old ? Bytes{} : chosen)}));
}

Tamper tamper_of(std::string_view attack, std::uint64_t seed = 1) {
    return Tamper({parse_attack(attack).value()}, seed);
}

// What goes on, in one piece.
Bytes written(const std::vector<Move>& moves) {
    Bytes all;
    for (const Move& each : moves) {
        all.insert(all.end(), each.bytes.begin(), each.bytes.end());
    }
    return all;
}

// The handshake message in records of any size.
Bytes message_in(const Bytes& records) {
    Bytes message;
    for (std::size_t at = 0; at + 5 <= records.size();) {
        const std::size_t length = static_cast<std::size_t>(records[at + 3] << 8 | records[at + 4]);
        EXPECT_EQ(records[at], 22);
        message.insert(message.end(), records.begin() + static_cast<std::ptrdiff_t>(at + 5),
                       records.begin() + static_cast<std::ptrdiff_t>(at + 5 + length));
        at += 5 + length;
    }
    return message;
}

ClientHello hello_behind(Tamper& tamper, const Bytes& message = hello_message()) {
    const auto moves = tamper.on_bytes(from_client, record_bytes(22, message));
    const auto hello = parse_client_hello(message_in(written(moves)));
    EXPECT_TRUE(hello.has_value());
    return hello.value_or(ClientHello{});
}

ServerHello answer_behind(Tamper& tamper, const Bytes& message) {
    const auto moves = tamper.on_bytes(from_server, record_bytes(22, message));
    const auto hello = parse_server_hello(message_in(written(moves)));
    EXPECT_TRUE(hello.has_value());
    return hello.value_or(ServerHello{});
}

TEST(Attack, IsWrittenAsItIsRead) {
    for (const AttackWords& each : attack_words()) {
        const std::string name(each.name);
        const Attack usual = parse_attack(name).value();
        EXPECT_EQ(usual.name(), each.value.empty() ? name : name + "=" + std::string(each.usual));
        EXPECT_EQ(parse_attack(usual.name()).value(), usual);
    }
}

TEST(Attack, IsRefusedInASentenceWhereItIsNone) {
    for (const auto& [text, needle] :
         std::vector<std::pair<std::string, std::string>>{{"no-such", "unknown attack 'no-such'"},
                                                          {"", "allowed: reset-above, "},
                                                          {"strip-versions=1", "takes no value"},
                                                          {"reset-above=9", "reset-above=1.2"},
                                                          {"forge-alert=256", "forge-alert=70"},
                                                          {"split-records=0", "split-records=1"},
                                                          {"pad=", "pad=1500"}}) {
        const auto attack = parse_attack(text);
        ASSERT_FALSE(attack) << text;
        EXPECT_THAT(attack.error().message, HasSubstr(needle));
    }
}

TEST(Tamper, ChangesNothingOfWhatItDoesNotAttack) {
    const Bytes hello = record_bytes(22, hello_message());
    const Bytes answer = record_bytes(22, server_hello_message(0x0303));
    Tamper none({});
    EXPECT_EQ(written(none.on_bytes(from_client, hello)), hello);
    EXPECT_EQ(written(none.on_bytes(from_server, answer)), answer);
    EXPECT_EQ(written(none.on_bytes(from_client, text("more"))), text("more"));
    EXPECT_THAT(none.done(), IsEmpty());
}

TEST(Tamper, LetsPassWhatIsNoHello) {
    for (const Bytes& bytes : {text("GET / HTTP/1.1\r\n"), record_bytes(21, {2, 70}),
                               record_bytes(22, {11, 0, 0, 0}), Bytes{22, 2, 1, 0, 1, 1}}) {
        Tamper tamper = tamper_of("strip-versions");
        EXPECT_EQ(written(tamper.on_bytes(from_client, bytes)), bytes);
        EXPECT_THAT(tamper.done(), IsEmpty());
    }
}

TEST(Tamper, HoldsNoMoreBackThanItsBound) {
    Tamper tamper = tamper_of("strip-versions");
    Bytes endless = handshake_message(1, Bytes(200'000, 1));
    endless.resize(10'000);  // the first record of many
    std::size_t passed = 0;
    for (int i = 0; i < 8; ++i) {
        passed += written(tamper.on_bytes(from_client, record_bytes(22, endless))).size();
    }
    EXPECT_EQ(passed, 8 * (endless.size() + 5));
    EXPECT_THAT(tamper.done(), IsEmpty());
}

TEST(Tamper, ChangesWhatTheHelloOffers) {
    Tamper strip = tamper_of("strip-versions");
    EXPECT_EQ(hello_behind(strip).supported_versions, std::nullopt);
    EXPECT_THAT(strip.done(), ElementsAre("supported_versions taken out of the hello"));

    Tamper lower = tamper_of("lower-version=1.0");
    EXPECT_EQ(hello_behind(lower).legacy_version, 0x0301);

    Tamper drop = tamper_of("drop-extension=10");
    EXPECT_THAT(hello_behind(drop).extensions, ElementsAre(23, 43));

    Tamper grease = tamper_of("grease");
    const ClientHello greased = hello_behind(grease);
    EXPECT_TRUE(is_grease(greased.cipher_suites.front()));
    EXPECT_TRUE(is_grease(greased.extensions.back()));

    Tamper both({parse_attack("strip-versions").value(), parse_attack("lower-version").value()});
    EXPECT_EQ(hello_behind(both).offered(), "TLSv1.1");
    EXPECT_THAT(both.done(), SizeIs(2));
}

TEST(Tamper, PadsBeyondTheSizeThatWasAskedFor) {
    for (const std::size_t size : {512U, 1'500U, 16'384U, 20'000U}) {
        Tamper pad = tamper_of("pad=" + std::to_string(size));
        const Bytes records = written(pad.on_bytes(from_client, record_bytes(22, hello_message())));
        EXPECT_EQ(message_in(records).size(), size + 1);
        EXPECT_LE(records[3] << 8 | records[4], 16'384);
    }
}

TEST(Tamper, CutsTheHelloAndNothingBehindIt) {
    const Bytes hello = record_bytes(22, hello_message());
    const Bytes early = record_bytes(23, Bytes(30, 5));
    Tamper records = tamper_of("split-records=3");
    const Bytes cut = written(records.on_bytes(from_client, joined({hello, early})));
    EXPECT_EQ(cut[3] << 8 | cut[4], 3);
    EXPECT_EQ(Bytes(cut.end() - static_cast<std::ptrdiff_t>(early.size()), cut.end()), early);

    Tamper segments = tamper_of("split-segments=10");
    const auto moves = segments.on_bytes(from_client, hello);
    EXPECT_THAT(moves, SizeIs((hello.size() + 9) / 10));
    EXPECT_EQ(written(moves), hello);
}

TEST(Tamper, EndsHellosThatOfferMoreAndSparesOthers) {
    for (const auto& [name, kind] :
         {std::pair{"reset-above=1.2", Kind::reset}, std::pair{"close-above=1.2", Kind::close},
          std::pair{"stall-above=1.2", Kind::stall}}) {
        Tamper attacked = tamper_of(name);
        const auto moves = attacked.on_bytes(from_client, record_bytes(22, hello_message()));
        ASSERT_THAT(moves, SizeIs(1));
        EXPECT_EQ(moves[0].kind, kind);
        Tamper spared = tamper_of(name);
        const Bytes lower = record_bytes(22, hello_message({0x0303}));
        EXPECT_EQ(written(spared.on_bytes(from_client, lower)), lower);
    }
}

TEST(Tamper, ForgesAlerts) {
    Tamper fatal = tamper_of("forge-alert=40");
    const auto moves = fatal.on_bytes(from_client, record_bytes(22, hello_message()));
    ASSERT_THAT(moves, SizeIs(2));
    EXPECT_EQ(moves[0].to, from_client);
    EXPECT_EQ(moves[0].bytes, (Bytes{21, 3, 3, 0, 2, 2, 40}));
    EXPECT_EQ(moves[1].kind, Kind::close);

    Tamper warning = tamper_of("forge-warning=112");
    const Bytes answer = record_bytes(22, server_hello_message(0x0303));
    EXPECT_EQ(written(warning.on_bytes(from_server, answer)),
              joined({Bytes{21, 3, 3, 0, 2, 1, 112}, answer}));
}

TEST(Tamper, ChangesWhatTheServerChose) {
    Tamper old = tamper_of("server-version=1.1");
    EXPECT_EQ(answer_behind(old, server_hello_message(0x0303)).version, 0x0302);
    Tamper listed = tamper_of("server-version=1.2");
    EXPECT_EQ(answer_behind(listed, server_hello_message(0x0304)).version, 0x0303);

    Tamper set = tamper_of("set-sentinel=1.1");
    EXPECT_EQ(answer_behind(set, server_hello_message(0x0303)).sentinel,
              DowngradeSentinel::tls_1_1_or_below);
    const Bytes sentinel{'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
    Tamper clear = tamper_of("clear-sentinel");
    EXPECT_EQ(answer_behind(clear, server_hello_message(0x0303, sentinel)).sentinel,
              DowngradeSentinel::none);
    Tamper nothing = tamper_of("clear-sentinel");
    EXPECT_EQ(answer_behind(nothing, server_hello_message(0x0303)).sentinel,
              DowngradeSentinel::none);
    EXPECT_THAT(nothing.done(), IsEmpty());
}

TEST(Tamper, MakesTheSameMovesOfTheSameSeedHoweverTheBytesAreCut) {
    const Bytes hello = record_bytes(22, hello_message());
    const Bytes answer = record_bytes(22, server_hello_message(0x0303));
    std::vector<Bytes> of_seeds;
    for (const std::uint64_t seed : {1U, 1U, 2U, 3U}) {
        Tamper whole = tamper_of("grease", seed);
        of_seeds.push_back(written(whole.on_bytes(from_client, hello)));
        Tamper cut = tamper_of("grease", seed);
        Bytes made;
        for (const std::uint8_t byte : hello) {
            const Bytes more = written(cut.on_bytes(from_client, Bytes{byte}));
            made.insert(made.end(), more.begin(), more.end());
        }
        EXPECT_EQ(made, of_seeds.back());
    }
    EXPECT_EQ(of_seeds[0], of_seeds[1]);
    EXPECT_TRUE(of_seeds[0] != of_seeds[2] || of_seeds[0] != of_seeds[3]);
}

TEST(EditableHello, IsTheSameBytesWhereNothingWasChanged) {
    for (const Bytes& message :
         {hello_message(), client_hello_bytes({}), client_hello_bytes({.extensions = Bytes{}})}) {
        const auto hello = EditableHello::parse(message);
        ASSERT_TRUE(hello);
        EXPECT_EQ(hello->bytes(), message);
    }
}

TEST(EditableHello, LeavesThePreSharedKeyLast) {
    auto hello = EditableHello::parse(client_hello_bytes(
        {.extensions = joined({extension_bytes(23, {}), extension_bytes(41, {1, 2, 3})})}));
    hello->add({0x0a0a, {}});
    EXPECT_EQ(hello->extensions->back().type, 41);
}

}  // namespace
}  // namespace tlsmatrix::relay::tamper_test
