// The limits, the memory and the manners of RequestReader; request_table_test.cpp has the rules.
#include <algorithm>

#include <malloc.h>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/server/http/request_reader_support.hpp"

namespace tlsmatrix::server::request_reader_test {
namespace {

// verdict is 200 for a request that is taken, and 0 for one that is not all there.
int verdict(const std::string& bytes, std::size_t step, const RequestLimits& limits = {}) {
    RequestReader reader(limits);
    feed(reader, bytes, step);
    return reader.state() == State::complete
               ? 200
               : reader.refusal().status * (reader.state() == State::refused);
}

std::string fields(std::size_t count) {
    std::string text;
    for (std::size_t i = 1; i < count; ++i) {  // Host is one already
        text += "A: b\r\n";
    }
    return text;
}

// sized is a request with a header of exactly this many bytes.
std::string sized(std::size_t bytes) {
    return get_with(fmt::format("Host: a\r\nA: {}\r\n", std::string(bytes - 32, 'a')));
}

TEST(RequestReader, TakesWhatIsAtALimitAndRefusesOneMore) {
    const RequestLimits limits;
    ASSERT_EQ(sized(100).size(), 100U);
    const std::string full_body(limits.body_bytes, 'a');
    const std::string long_line =
        fmt::format("GET /{} HTTP/1.1", std::string(limits.header_bytes, 'a'));
    const struct {
        std::string bytes;
        int status;
    } rows[] = {
        {sized(limits.header_bytes), 200},
        {sized(limits.header_bytes + 1), 431},
        {line(long_line), 414},
        {get_with("Host: a\r\n" + fields(limits.header_fields)), 200},
        {get_with("Host: a\r\n" + fields(limits.header_fields + 1)), 431},
        {get_with("Host: a\r\n" + fields(1500)), 431},
        {with("Content-Length: 1048576", full_body), 200},
        {with("Content-Length: 1048577", full_body + "a"), 413},
        {chunked("100000\r\n" + full_body + "\r\n0\r\n\r\n"), 200},
        {chunked("80000\r\n" + full_body.substr(0x80000) + "\r\n80000\r\n" +
                 full_body.substr(0x80000) + "\r\n0\r\n\r\n"),
         200},
        {chunked("100000\r\n" + full_body + "\r\n1\r\na\r\n0\r\n\r\n"), 413},
        {chunked("0\r\n" + fields(limits.header_fields + 1) + "\r\n"), 200},
        {chunked("0\r\n" + fields(limits.header_fields + 2) + "\r\n"), 431},
        {chunked("0\r\nA: " + std::string(limits.header_bytes - 10, 'a') + "\r\n\r\n"), 200},
        {chunked("0\r\nA: " + std::string(limits.header_bytes - 9, 'a') + "\r\n\r\n"), 431},
        {chunked("1;a=" + std::string(limits.header_bytes, 'a')), 431},
    };
    for (const auto& row : rows) {
        for (const std::size_t step : {std::size_t{1}, std::size_t{4095}, row.bytes.size()}) {
            EXPECT_EQ(verdict(row.bytes, step), row.status)
                << row.bytes.substr(0, 60) << " by " << step;
        }
    }
}

TEST(RequestReader, GoesByTheLimitsItIsGiven) {
    const RequestLimits small{.header_bytes = 100, .header_fields = 2, .body_bytes = 10};
    EXPECT_EQ(verdict(sized(100), 1, small), 200);
    EXPECT_EQ(verdict(sized(101), 1, small), 431);
    EXPECT_EQ(verdict(sized(101).substr(0, 100), 1, small), 431) << "it must not wait for more";
    EXPECT_EQ(verdict(get_with("Host: a\r\nA: b\r\nC: d\r\n"), 1, small), 431);
    EXPECT_EQ(verdict(chunked("a\r\n0123456789\r\n0\r\n\r\n"), 1, small), 200);
    EXPECT_EQ(verdict(chunked("b\r\n01234567890\r\n0\r\n\r\n"), 1, small), 413);
    const RequestLimits large{
        .header_bytes = 100'000, .header_fields = 5000, .body_bytes = 3'000'000};
    EXPECT_EQ(verdict(get_with("Host: a\r\n" + fields(5000)), 4096, large), 200);
    EXPECT_EQ(verdict(with("Content-Length: 3000000", std::string(3'000'000, 'a')), 4096, large),
              200);
}

TEST(RequestReader, NamesTheRuleThatWasBroken) {
    const std::pair<std::string, std::string_view> rows[] = {
        {get_with("Host: a\r\nHost: a\r\n"),
         "Two Host fields: a request has exactly one (RFC 9112 section 3.2)."},
        {with("Transfer-Encoding: chunked\r\nContent-Length: 5"), "Both Transfer-Encoding and"},
        {with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), "given twice"},
        {with("Content-Length: 2\r\nContent-Length: 2"), "Content-Length is given twice"},
        {with("A: b\r\n c: d"), "folded"},
        {with("A: b\r\n\tc: d"), "folded"},
        {with("A : b"), "A space stands"},
        {with("A(: b"), "not a token"},
        {with("A: b\rc"), "A CR stands"},
        {with("A: b\nc"), "ends in LF"},
        {line("G(T / HTTP/1.1"), "The request line is not"},
        {get_with(fields(200)), "more than 100 fields"},
        {sized(20000), "larger than 16384 bytes"},
        {with("Content-Length: 1048577"), "larger than 1048576 bytes"},
        {chunked("100001\r\n"), "larger than 1048576 bytes"},
        {chunked("2;a=\"\n\"\r\n"), "chunked framing"},
    };
    for (const auto& [bytes, sentence] : rows) {
        RequestReader reader{RequestLimits{}};
        feed(reader, bytes, 1);
        EXPECT_NE(reader.refusal().reason.find(sentence), std::string::npos)
            << reader.refusal().reason;
    }
}

TEST(RequestReader, RefusesManySmallExtensionsThatTogetherAreLarge) {
    std::string body;
    for (int i = 0; i < 100; ++i) {
        body += "1;a=" + std::string(200, 'a') + "\r\na\r\n";
    }
    EXPECT_EQ(verdict(chunked(body), 1), 431);
    EXPECT_EQ(verdict(chunked(body), body.size()), 431);
}

TEST(RequestReader, TellsWhereItStands) {
    RequestReader reader{RequestLimits{}};
    const struct {
        std::string_view bytes;
        State state;
    } steps[] = {
        {"\r", State::idle},
        {"\n", State::idle},
        {"P", State::header},
        {"OST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r", State::header},
        {"\n", State::body},
        {"a", State::body},
        {"b", State::complete},
    };
    EXPECT_EQ(reader.state(), State::idle);
    for (const auto& step : steps) {
        feed(reader, step.bytes, step.bytes.size());
        EXPECT_EQ(reader.state(), step.state) << step.bytes;
    }
}

TEST(RequestReader, ShowsTheLineOfARequestWhoseHeaderIsIncompleteButNeverOfTheOneBefore) {
    RequestReader reader{RequestLimits{}};
    feed(reader, line("HEAD /first HTTP/1.0"), 1);
    ASSERT_EQ(reader.state(), State::complete);
    reader.next();
    feed(reader, "GET /b HTTP/1.1\r", 1);
    EXPECT_EQ(reader.request().line + reader.request().method + reader.request().target, "");
    EXPECT_EQ(reader.request().version, 11);
    EXPECT_TRUE(reader.request().headers.empty());
    feed(reader, "\nHos", 1);
    EXPECT_EQ(reader.request().line, "GET /b HTTP/1.1");
    EXPECT_EQ(reader.request().target, "/b");
}

TEST(RequestReader, KeepsTheLineOfWhatItRefuses) {
    const struct {
        std::string bytes;
        std::string_view line, method, target;
    } rows[] = {
        {with("A: b\nc"), "POST /first HTTP/1.1", "POST", "/first"},
        {"GET /\x01 HTTP/1.1\r\n", "GET /", "GET", "/"},
        {"GET /a HTTP/1.1\n", "GET /a HTTP/1.1", "GET", "/a"},
        {line("GET / HTTP/3.0"), "GET / HTTP/3.0", "GET", "/"},
        {"GET /a\r\n", "GET /a", "GET", "/a"},
        {"garbage\r\n", "garbage", "garbage", ""},
        {"\r\n\r\n", "", "", ""},
    };
    for (const auto& row : rows) {
        RequestReader reader{RequestLimits{}};
        feed(reader, row.bytes + std::string(second), row.bytes.size());
        EXPECT_EQ(reader.state(), State::refused);
        EXPECT_EQ(reader.request().line, row.line);
        EXPECT_EQ(reader.request().method, row.method);
        EXPECT_EQ(reader.request().target, row.target);
    }
}

TEST(RequestReader, KeepsNothingOfABodyThatItRefusesHoweverItsBytesWereCut) {
    const std::string bodies[] = {
        chunked("4\r\nfour\r\nx\r\n"),
        chunked("4\r\nfour\r\n3\r\nthree\r\n0\r\n\r\n"),
        chunked("4\r\nfour\n0\r\n\r\n"),
        chunked("a\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n"),
    };
    for (const std::string& bytes : bodies) {
        for (std::size_t step = 1; step <= bytes.size(); ++step) {
            RequestReader reader{{.body_bytes = 20}};
            feed(reader, bytes, step);
            ASSERT_EQ(reader.state(), State::refused);
            ASSERT_EQ(reader.request().body, "") << "in steps of " << step;
            ASSERT_EQ(reader.request().headers.size(), 2U);
        }
    }
}

TEST(RequestReader, ExpectsContinueUntilTheBodyBegins) {
    for (const std::string fields : {"Content-Length: 2", "Transfer-Encoding: chunked"}) {
        RequestReader reader{RequestLimits{}};
        feed(reader, with("Expect: 100-Continue\r\n" + fields), 1);
        ASSERT_EQ(reader.state(), State::body);
        EXPECT_TRUE(reader.expects_continue());
        feed(reader, "1", 1);
        EXPECT_FALSE(reader.expects_continue());
    }
    RequestReader reader{RequestLimits{}};
    feed(reader, with("Expect: 100-continue"), 1);
    EXPECT_EQ(reader.state(), State::complete);
    EXPECT_FALSE(reader.expects_continue());
    reader.next();
    feed(reader, with("Content-Length: 2"), 1);
    EXPECT_FALSE(reader.expects_continue());
}

std::size_t heap() {
    return mallinfo2().uordblks + mallinfo2().hblkhd;
}

TEST(RequestReader, HoldsNextToNothingOnceReleasedAndNoLargeBodyBeforeThat) {
    const std::string requests[] = {sized(16000),
                                    line(fmt::format("GET /{} HTTP/1.1", std::string(8000, 'a'))),
                                    chunked("10\r\n0123456789abcdef\r\n0\r\n\r\n"),
                                    with("Content-Length: 1048576", std::string(1 << 20, 'a'))};
    RequestReader reader{RequestLimits{}};
    const std::size_t before = heap();
    for (const std::string& bytes : requests) {
        feed(reader, bytes, bytes.size());
        EXPECT_EQ(reader.state(), State::complete);
        reader.next();
        EXPECT_LE(heap(), before + 64 * 1024);
        reader.release();
        EXPECT_LE(heap(), before + 64);
    }
}

TEST(RequestReader, ForgetsWhatComesBehindARefusedRequest) {
    const std::string bytes = sized(16000).substr(0, 15000) + '\n';
    RequestReader reader{RequestLimits{}};
    const std::size_t before = heap();
    feed(reader, bytes, bytes.size());
    ASSERT_EQ(reader.state(), State::refused);
    EXPECT_LE(heap(), before + 1024);
    for (int i = 0; i < 1000; ++i) {
        const std::span<char> room = reader.prepare();
        ASSERT_GE(room.size(), 1U);
        reader.commit(room.size());
    }
    EXPECT_LE(heap(), before + 8192);
}

TEST(RequestReader, HasRoomInEveryStateAndTakesACommitOfNothing) {
    RequestReader reader{RequestLimits{}};
    for (const char byte : with("Content-Length: 1", "a")) {
        ASSERT_GE(reader.prepare().size(), 1U);
        reader.commit(0);
        feed(reader, {&byte, 1}, 1);
    }
    EXPECT_EQ(reader.state(), State::complete);
    EXPECT_GE(reader.prepare().size(), 1U);
    reader.commit(0);
    EXPECT_EQ(reader.request().body, "a");
}

}  // namespace
}  // namespace tlsmatrix::server::request_reader_test
