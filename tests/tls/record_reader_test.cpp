#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/tls/record_reader.hpp>

namespace tlsmatrix::record_reader_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr Alert refusal{alert_code::protocol_version, AlertLevel::fatal, Sender::client};
constexpr Alert warning{alert_code::user_canceled, AlertLevel::warning, Sender::client};

Bytes record_of(const Alert& alert) {
    return record_bytes(21, {static_cast<std::uint8_t>(alert.level), alert.description});
}

// A handshake record whose body looks like an alert record.
Bytes handshake_record() {
    return record_bytes(22, joined({Bytes(300, 0x16), record_of(refusal)}));
}

std::vector<Alert> fed_in_pieces(RecordReader& reader, std::span<const std::uint8_t> bytes,
                                 std::size_t piece) {
    std::vector<Alert> alerts;
    while (!bytes.empty()) {
        const auto part = bytes.first(std::min(piece, bytes.size()));
        for (const Alert& alert : reader.feed(part)) {
            alerts.push_back(alert);
        }
        bytes = bytes.subspan(part.size());
    }
    return alerts;
}

TEST(RecordReader, FindsAnAlertWithItsLevelAndSender) {
    EXPECT_THAT(RecordReader(Sender::client).feed(record_of(refusal)), ElementsAre(refusal));
    EXPECT_THAT(RecordReader(Sender::server).feed(record_of(warning)),
                ElementsAre(Alert{90, AlertLevel::warning, Sender::server}));
}

TEST(RecordReader, FindsAnAlertOfEveryRecordVersion) {
    for (std::uint8_t minor = 0; minor < 8; ++minor) {
        Bytes bytes = record_of(refusal);
        bytes[2] = minor;
        EXPECT_THAT(RecordReader(Sender::client).feed(bytes), ElementsAre(refusal));
    }
}

TEST(RecordReader, FindsAnAlertThatIsSplitAtAnyByte) {
    const Bytes bytes = joined({handshake_record(), record_of(refusal)});
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        RecordReader reader(Sender::client);
        const auto before = reader.feed(std::span(bytes).first(cut));
        const auto after = reader.feed(std::span(bytes).subspan(cut));
        EXPECT_EQ(before.size() + after.size(), 1U) << "cut at " << cut;
        EXPECT_EQ(after.empty(), cut == bytes.size()) << "cut at " << cut;
        EXPECT_FALSE(reader.lost());
    }
}

TEST(RecordReader, FindsTheSameInPiecesOfAnySize) {
    const Bytes bytes =
        joined({handshake_record(), record_of(warning), record_bytes(20, {1}), record_of(refusal)});
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
        RecordReader reader(Sender::client);
        EXPECT_THAT(fed_in_pieces(reader, bytes, piece), ElementsAre(warning, refusal)) << piece;
    }
}

TEST(RecordReader, ReportsSeveralAlertsOfOneFeedInTheirOrder) {
    RecordReader reader(Sender::client);
    EXPECT_THAT(reader.feed(joined({record_of(warning), record_of(refusal), record_of(warning)})),
                ElementsAre(warning, refusal, warning));
}

// An encrypted alert is longer than two bytes in every cipher: it is the message callback's.
TEST(RecordReader, PassesOverAlertsOfAnyOtherLength) {
    for (const std::size_t length : {std::size_t{1}, std::size_t{3}, std::size_t{26}}) {
        RecordReader reader(Sender::client);
        const Bytes encrypted = record_bytes(21, Bytes(length, 2));
        EXPECT_THAT(reader.feed(joined({encrypted, record_of(refusal)})), ElementsAre(refusal))
            << length;
    }
}

TEST(RecordReader, IsNotMisledByAnEmptyRecord) {
    RecordReader reader(Sender::client);
    EXPECT_THAT(
        reader.feed(joined({record_bytes(23, {}), record_bytes(21, {}), record_of(refusal)})),
        ElementsAre(refusal));
}

TEST(RecordReader, KnowsWhatIsMissingOfAnAlertThatHasBegun) {
    RecordReader reader(Sender::client);
    const Bytes bytes = record_of(refusal);
    EXPECT_THAT(reader.feed(std::span(bytes).first(4)), IsEmpty());
    EXPECT_EQ(reader.bytes_missing(), 0U);  // not known to be an alert of two bytes yet
    EXPECT_THAT(reader.feed(std::span(bytes).subspan(4, 1)), IsEmpty());
    EXPECT_EQ(reader.bytes_missing(), 2U);
    EXPECT_THAT(reader.feed(std::span(bytes).subspan(5, 1)), IsEmpty());
    EXPECT_EQ(reader.bytes_missing(), 1U);
    EXPECT_THAT(reader.feed(std::span(bytes).subspan(6)), ElementsAre(refusal));
    EXPECT_EQ(reader.bytes_missing(), 0U);
}

TEST(RecordReader, MissesNothingOfAnyOtherRecord) {
    RecordReader reader(Sender::client);
    const Bytes bytes = handshake_record();
    EXPECT_THAT(reader.feed(std::span(bytes).first(100)), IsEmpty());
    EXPECT_EQ(reader.bytes_missing(), 0U);
}

TEST(RecordReader, StopsForGoodAtBytesThatAreNoRecords) {
    for (const Bytes& strange : {
             text("GET / HTTP/1.1\r\n\r\n"),
             Bytes{0x80, 0x2e, 4, 0, 2, 0, 0, 0, 0},  // SSLv2, and no client's hello
             Bytes{25, 3, 1, 0, 2, 2, 70},            // no such content type
             Bytes{19, 3, 1, 0, 2, 2, 70},
             Bytes{21, 2, 0, 0, 2, 2, 70},  // no such version
             Bytes{21, 254, 253, 0, 2, 2, 70},
         }) {
        RecordReader reader(Sender::client);
        EXPECT_THAT(reader.feed(strange), IsEmpty());
        EXPECT_TRUE(reader.lost());
        EXPECT_THAT(reader.feed(record_of(refusal)), IsEmpty());
        EXPECT_EQ(reader.bytes_missing(), 0U);
    }
}

TEST(RecordReader, KeepsWhatCameBeforeItLostItsWay) {
    RecordReader reader(Sender::client);
    EXPECT_THAT(reader.feed(joined({record_of(refusal), Bytes(16, 'x')})), ElementsAre(refusal));
    EXPECT_TRUE(reader.lost());
}

// One of SSLv2's format that offers TLS 1.2, as Java's did (RFC 5246 appendix E.2).
Bytes sslv2_hello() {
    const Bytes message =
        joined({{1, 3, 3, 0, 6, 0, 0, 0, 16, 0, 0, 0x2f, 0, 0, 0xff}, Bytes(16, 0x5a)});
    return joined({{0x80, static_cast<std::uint8_t>(message.size())}, message});
}

TEST(RecordReader, ReadsAHelloInSslv2FormatAndTheRecordsBehindIt) {
    const Bytes bytes = joined({sslv2_hello(), record_of(refusal)});
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
        RecordReader reader(Sender::client);
        EXPECT_THAT(fed_in_pieces(reader, bytes, piece), ElementsAre(refusal));
        ASSERT_TRUE(reader.sslv2_hello()) << piece;
        EXPECT_EQ(reader.sslv2_hello()->offered(), "TLSv1.2");
        EXPECT_EQ(reader.sslv2_hello()->format, ClientHello::Format::sslv2);
        EXPECT_EQ(reader.stray(), "");
        EXPECT_FALSE(reader.lost());
    }
}

TEST(RecordReader, TakesNothingElseForAHelloInSslv2Format) {
    const Bytes whole = sslv2_hello();
    Bytes broken = whole;
    broken[5] = 0xff;  // more ciphers than there are bytes
    for (const Bytes& bytes : {broken, Bytes{0x80, 3, 1, 3, 3}, Bytes{0x80, 9, 4, 3, 3, 0, 0}}) {
        RecordReader reader(Sender::client);
        EXPECT_THAT(reader.feed(bytes), IsEmpty());
        EXPECT_FALSE(reader.sslv2_hello());
        EXPECT_TRUE(reader.lost());
        EXPECT_EQ(reader.stray().size(), 5U);
    }
    RecordReader of_server(Sender::server);
    EXPECT_THAT(of_server.feed(whole), IsEmpty());
    EXPECT_FALSE(of_server.sslv2_hello());
    RecordReader unfinished(Sender::client);
    EXPECT_THAT(unfinished.feed(std::span(whole).first(20)), IsEmpty());
    EXPECT_FALSE(unfinished.sslv2_hello());
    EXPECT_EQ(unfinished.stray(), "");
}

}  // namespace
}  // namespace tlsmatrix::record_reader_test
