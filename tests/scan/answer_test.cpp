#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/scan/support.hpp"
#include <tlsmatrix/scan/answer.hpp>

namespace tlsmatrix::scan::answer_test {
namespace {

using testing::HasSubstr;

constexpr std::uint8_t handshake = 22;

tlsmatrix::Bytes sslv2_server_hello(std::uint16_t version, const tlsmatrix::Bytes& ciphers) {
    const tlsmatrix::Bytes body = joined({{4, 0, 1},
                                          number(version, 2),
                                          number(5, 2),
                                          number(ciphers.size(), 2),
                                          number(16, 2),
                                          tlsmatrix::Bytes(5, 0x30),
                                          ciphers,
                                          tlsmatrix::Bytes(16, 7)});
    return joined({number(0x8000 | body.size(), 2), body});
}

TEST(Answer, IsAHelloThatIsCutAnywhere) {
    const tlsmatrix::Bytes message = server_hello_message(tls_1_2, 0xc02f);
    // Behind it a certificate begins, whose record is far from whole.
    const tlsmatrix::Bytes bytes =
        joined({record_bytes(handshake, message), {22, 3, 3, 0x10, 0}, tlsmatrix::Bytes(7, 11)});
    const std::size_t needed = record_bytes(handshake, message).size();
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        const auto answer = read_answer(std::span(bytes).first(cut));
        ASSERT_EQ(answer.has_value(), cut >= needed) << cut;
        if (answer) {
            EXPECT_EQ(*answer, hello(tls_1_2, 0xc02f));
        }
    }
}

TEST(Answer, IsAHelloInRecordsOfAnySize) {
    const tlsmatrix::Bytes message = server_hello_message(tls_1_0, 0x002f);
    for (std::size_t piece = 1; piece <= message.size(); ++piece) {
        tlsmatrix::Bytes bytes;
        for (std::size_t start = 0; start < message.size(); start += piece) {
            const auto begin = message.begin() + static_cast<std::ptrdiff_t>(start);
            const auto end = message.begin() +
                             static_cast<std::ptrdiff_t>(std::min(start + piece, message.size()));
            bytes = joined({bytes, record_bytes(handshake, tlsmatrix::Bytes(begin, end))});
        }
        EXPECT_EQ(read_answer(bytes), hello(tls_1_0, 0x002f)) << piece;
    }
}

TEST(Answer, IsAHelloAtTheStartOfALongRecord) {
    const tlsmatrix::Bytes message = server_hello_message(tls_1_1, 0x0035);
    const tlsmatrix::Bytes bytes = joined({{22, 3, 2, 0x20, 0}, message, {11, 0, 3}});
    EXPECT_EQ(read_answer(bytes), hello(tls_1_1, 0x0035));
}

TEST(Answer, PassesOverAWarningAndKeepsItForTheEnd) {
    const tlsmatrix::Bytes warning = alert_record(1, 112);  // unrecognized_name
    EXPECT_EQ(read_answer(warning), std::nullopt);
    const Answer ended = last_answer(warning, {Ending::Kind::closed});
    EXPECT_TRUE(is_alert(ended, 112));
    const tlsmatrix::Bytes with_hello =
        joined({warning, record_bytes(handshake, server_hello_message(tls_1_2, 0x009c))});
    EXPECT_EQ(read_answer(with_hello), hello(tls_1_2, 0x009c));
    EXPECT_EQ(read_answer(joined({warning, alert_record(2, 40)})), alert(40));
}

TEST(Answer, IsAnSslv2HelloWithTheServersCiphers) {
    const tlsmatrix::Bytes bytes = sslv2_server_hello(2, {7, 0, 0xc0, 1, 0, 0x80});
    const Answer expected = Sslv2ServerHello{{0x0700c0, 0x010080}};
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        const auto answer = read_answer(std::span(bytes).first(cut));
        ASSERT_EQ(answer.has_value(), cut == bytes.size()) << cut;
    }
    EXPECT_EQ(read_answer(bytes), expected);
    EXPECT_EQ(chosen_version(expected), sslv2_code);
    EXPECT_TRUE(is_ending(*read_answer(sslv2_server_hello(0x0301, {})), Ending::Kind::not_tls));
    EXPECT_TRUE(is_ending(*read_answer(sslv2_server_hello(2, {1, 0})), Ending::Kind::not_tls));
}

TEST(Answer, IsNotTlsWhereTheBytesAreNone) {
    const tlsmatrix::Bytes message = server_hello_message(tls_1_2, 0xc02f);
    tlsmatrix::Bytes broken = message;
    broken[3] = static_cast<std::uint8_t>(broken[3] - 1);  // a length that leaves a byte over
    const struct {
        const char* what;
        tlsmatrix::Bytes bytes;
    } cases[] = {
        {"HTTP", text("HTTP/1.1 400 Bad Request\r\n")},
        {"SSH", text("SSH-2.0-OpenSSH_9.2\r\n")},
        {"one letter", text("H")},
        {"another type of record", {23, 3, 3, 0, 1, 0}},
        {"ChangeCipherSpec before a hello", {20, 3, 3, 0, 1, 1}},
        {"another version of record", {22, 2, 0, 0, 1, 0}},
        {"a record that is too long", {22, 3, 3, 0xff, 0xff}},
        {"an alert of three bytes", record_bytes(21, {2, 40, 0})},
        {"another message", record_bytes(handshake, handshake_message(11, {0, 0, 0}))},
        {"a hello of a length that is not its own", record_bytes(handshake, broken)},
        {"high bytes", tlsmatrix::Bytes(20, 0xff)},
    };
    for (const auto& each : cases) {
        const auto answer = read_answer(each.bytes);
        ASSERT_TRUE(answer.has_value()) << each.what;
        EXPECT_TRUE(is_ending(*answer, Ending::Kind::not_tls)) << each.what;
    }
}

TEST(Answer, EscapesStrangeBytesAndShowsFewOfThem) {
    const Answer answer = *read_answer(text("\x1b[31m'quoted'\nand a long line that goes on"));
    EXPECT_EQ(describe(answer),
              "answered with what is not TLS: '\\x1B[31m\\x27quoted\\x27\\x0Aan'");
}

// Whatever comes, there is an answer or a wait for more, and more bytes never take an answer back.
TEST(Answer, IsTheSameHoweverManyBytesFollow) {
    std::mt19937 random(1);
    const tlsmatrix::Bytes seeds[] = {
        joined({alert_record(1, 112), record_bytes(handshake, server_hello_message(tls_1_2, 5))}),
        sslv2_server_hello(2, {7, 0, 0xc0}), alert_record(2, 40)};
    for (int round = 0; round < 20'000; ++round) {
        tlsmatrix::Bytes bytes = seeds[random() % 3];
        for (std::uint32_t changes = random() % 4; changes > 0; --changes) {
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        }
        std::optional<Answer> first;
        for (std::size_t cut = 1; cut <= bytes.size(); ++cut) {
            const auto answer = read_answer(std::span(bytes).first(cut));
            if (first && !is_ending(*first, Ending::Kind::not_tls)) {
                ASSERT_EQ(answer, first) << round;
            }
            ASSERT_TRUE(!first || answer) << round;
            first = answer;
            static_cast<void>(last_answer(std::span(bytes).first(cut), {Ending::Kind::closed}));
        }
    }
}

TEST(Answer, SaysWhereAConnectionEndedInTheMiddle) {
    const Ending closed{Ending::Kind::closed};
    EXPECT_EQ(last_answer({}, closed), Answer(closed));
    const tlsmatrix::Bytes half{22, 3, 3, 0, 70, 2, 0, 0};
    const Answer answer = last_answer(half, closed);
    EXPECT_TRUE(is_ending(answer, Ending::Kind::closed));
    EXPECT_EQ(describe(answer), "closed the connection in the middle of an answer");
}

TEST(Answer, IsDescribedInAFewWords) {
    const struct {
        Answer answer;
        const char* words;
    } cases[] = {
        {hello(tls_1_0, 0x002f), "chose TLSv1"},
        {hello(sslv3_code, 0x002f), "chose SSLv3"},
        {Sslv2ServerHello{}, "chose SSLv2"},
        {alert(40), "alert handshake_failure"},
        {alert(200), "alert alert(200)"},
        {Ending{Ending::Kind::reset}, "reset the connection"},
        {Ending{Ending::Kind::timed_out}, "did not answer in time"},
        {Ending{Ending::Kind::unreachable, "no route"}, "did not accept the connection (no route)"},
    };
    for (const auto& each : cases) {
        EXPECT_EQ(describe(each.answer), each.words);
    }
}

}  // namespace
}  // namespace tlsmatrix::scan::answer_test
