// What two ends say, as tests write it down, and what a WireWatch between them makes of that.
#pragma once

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/relay/detail/wire_watch.hpp>

namespace tlsmatrix::relay::dialogue {

inline constexpr auto from_client = Sender::client;
inline constexpr auto from_server = Sender::server;
inline constexpr std::uint16_t aes_256_gcm_of_1_3 = 0x1302;  // SHA-384: Finished is 52 bytes
inline constexpr std::uint16_t ecdhe_rsa_aes_128_gcm = 0xc02f;

struct Said {
    Sender from;
    Bytes bytes;  // none: it says no more
};

inline Bytes hello(std::vector<std::uint16_t> versions) {
    return record_bytes(
        22,
        client_hello_bytes({.extensions = extension_bytes(43, with_length(1, codes(versions)))}));
}

inline Bytes choice(std::uint16_t version, std::uint16_t suite) {
    const bool old = version < 0x0304;
    const Bytes chosen = extension_bytes(43, number(version, 2));
    return record_bytes(
        22, handshake_message(
                2, joined({number(old ? version : 0x0303, 2), Bytes(32, 7), with_length(1, {}),
                           number(suite, 2), Bytes{0}, with_length(2, old ? Bytes{} : chosen)})));
}

inline Bytes alert(std::uint8_t level, std::uint8_t description) {
    return record_bytes(21, {level, description});
}

inline Bytes encrypted(std::size_t length) {
    return record_bytes(23, Bytes(length, 0x55));
}

inline const Bytes change_cipher_spec = record_bytes(20, {1});
inline const Bytes encrypted_finished = record_bytes(22, Bytes(40, 0x55));
inline const Bytes encrypted_alert = record_bytes(21, Bytes(26, 0x55));

inline HandshakeTold told(const std::vector<Said>& dialogue, const Ending& ending) {
    WireWatch watch;
    std::chrono::microseconds at{0};
    for (const Said& each : dialogue) {
        at += std::chrono::microseconds(100);
        if (each.bytes.empty()) {
            watch.on_end(each.from);
        } else {
            watch.on_bytes(each.from, each.bytes, at);
        }
    }
    return watch.conclude(ending, at);
}

struct Case {
    const char* name;
    std::vector<Said> dialogue;
    Ending ending;
    std::string outcome;
    std::string sentence;  // a part of it
    std::string unseen = {};
};

inline void expect_told(const std::vector<Case>& cases) {
    for (const Case& each : cases) {
        SCOPED_TRACE(each.name);
        const HandshakeTold made = told(each.dialogue, each.ending);
        EXPECT_THAT(describe(made.outcome), testing::HasSubstr(each.outcome));
        EXPECT_THAT(made.told.sentence, testing::HasSubstr(each.sentence));
        EXPECT_EQ(made.told.sentence.empty(), each.sentence.empty()) << made.told.sentence;
        EXPECT_THAT(made.unseen, testing::HasSubstr(each.unseen));
        EXPECT_EQ(made.unseen.empty(), each.unseen.empty()) << made.unseen;
    }
}

// A byte at a time.
inline void expect_told_the_same_in_pieces(const std::vector<Case>& cases) {
    for (const Case& each : cases) {
        SCOPED_TRACE(each.name);
        std::vector<Said> cut;
        for (const Said& said : each.dialogue) {
            for (const std::uint8_t byte : said.bytes) {
                cut.push_back({said.from, {byte}});
            }
            if (said.bytes.empty()) {
                cut.push_back(said);
            }
        }
        const HandshakeTold whole = told(each.dialogue, each.ending);
        const HandshakeTold made = told(cut, each.ending);
        EXPECT_EQ(made.outcome, whole.outcome);
        EXPECT_EQ(made.told.sentence, whole.told.sentence);
        EXPECT_EQ(made.passages.size(), whole.passages.size());
    }
}

}  // namespace tlsmatrix::relay::dialogue
