// What RequestReader takes and what it refuses: RFC 9112's tables, fed whole and byte by byte.
#include <ostream>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/server/http/request_reader_support.hpp"

namespace tlsmatrix::server::request_table_test {
namespace {

struct Refused {
    std::string name;
    std::string bytes;
    int status;
};
std::ostream& operator<<(std::ostream& out, const Refused& row) {
    return out << row.name;
}

const Refused refused[] = {
    {"NoHost", get_with("Accept: */*\r\n"), 400},
    {"TwoHosts", get_with("Host: a\r\nHost: b\r\n"), 400},
    {"TwoEqualHosts", get_with("Host: a\r\nhost: a\r\n"), 400},
    {"TwoHostsIn10", "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
    {"HostList", get_with("Host: a, b\r\n"), 400},
    {"HostWithUser", get_with("Host: a@b\r\n"), 400},
    {"HostWithPath", get_with("Host: a/b\r\n"), 400},
    {"HostWithBadPort", get_with("Host: a:8x\r\n"), 400},
    {"HostWithOpenBracket", get_with("Host: [::1\r\n"), 400},
    {"HostBehindBracket", get_with("Host: [::1]a\r\n"), 400},
    {"CodingUnknown", with("Transfer-Encoding: xchunked"), 501},
    {"CodingGzip", with("Transfer-Encoding: gzip, chunked"), 501},
    {"CodingIdentity", with("Transfer-Encoding: identity"), 501},
    {"CodingQuoted", with("Transfer-Encoding: \"chunked\""), 501},
    {"CodingWithParameter", with("Transfer-Encoding: chunked;a=b"), 501},
    {"CodingEmpty", with("Transfer-Encoding:"), 400},
    {"ChunkedNotLast", with("Transfer-Encoding: chunked, gzip"), 400},
    {"ChunkedTwice", with("Transfer-Encoding: chunked, chunked"), 400},
    {"ChunkedInTwoFields", with("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"), 400},
    {"ChunkedBehindGzipField", with("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked"), 501},
    {"CodingIn10", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400},
    {"CodingThenLength", with("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n"), 400},
    {"LengthThenCoding", with("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400},
    {"LengthThenUnknownCoding", with("Content-Length: 5\r\nTransfer-Encoding: x", "hello"), 400},
    {"TwoLengths", with("Content-Length: 2\r\nContent-Length: 3", "abc"), 400},
    {"TwoEqualLengths", with("Content-Length: 2\r\nContent-Length: 2", "ab"), 400},
    {"LengthList", with("Content-Length: 2, 2", "ab"), 400},
    {"LengthWithPlus", with("Content-Length: +2", "ab"), 400},
    {"LengthWithMinus", with("Content-Length: -2", "ab"), 400},
    {"LengthHex", with("Content-Length: 0x2", "ab"), 400},
    {"LengthEmpty", with("Content-Length:", "ab"), 400},
    {"LengthWithSpace", with("Content-Length: 1 0", "0123456789"), 400},
    {"LengthOverflow", with("Content-Length: 18446744073709551618", "ab"), 400},
    {"LengthAboveLimit", with("Content-Length: 1048577"), 413},
    {"LengthFarAboveLimit", with("Content-Length: 18446744073709551615"), 413},
    {"Fold", with("A: b\r\n c: d"), 400},
    {"FoldByTab", with("A: b\r\n\tc"), 400},
    {"FoldOfFirstField", "GET / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n", 400},
    {"FoldedLength", with("Content-Length:\r\n 2", "ab"), 400},
    {"SpaceBeforeColon", with("Content-Length : 2", "ab"), 400},
    {"TabBeforeColon", with("Content-Length\t: 2", "ab"), 400},
    {"NoColon", with("Accept"), 400},
    {"EmptyName", with(": b"), 400},
    {"NameNotToken", with("A(b): c"), 400},
    {"NameWithHighByte", with("A\x80: c"), 400},
    {"BareLfEverywhere", "GET / HTTP/1.1\nHost: a\n\n", 400},
    {"BareLfBehindLine", "GET / HTTP/1.1\nHost: a\r\n\r\n", 400},
    {"BareLfInValue", with("A: b\nContent-Length: 2", "ab"), 400},
    {"BareLfAtEnd", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
    {"BareLfFirst", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"BareCrInLine", "GET /\r HTTP/1.1\r\nHost: a\r\n\r\n", 400},
    {"BareCrInValue", with("A: b\rc"), 400},
    {"BareCrAtEnd", "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", 400},
    {"NulInLine", std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"sv), 400},
    {"NulInValue", with("A: b\0c"sv), 400},
    {"NulInName", with("A\0: c"sv), 400},
    {"EscapeInValue", with("A: \x1b[31m"), 400},
    {"DeleteInValue", with("A: \x7f"), 400},
    {"TwoEmptyLinesFirst", fmt::format("\r\n\r\n{}", second), 400},
    {"Http09", "GET /\r\n", 400},
    {"Http09Named", line("GET / HTTP/0.9"), 505},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"VersionLowerCase", line("GET / http/1.1"), 400},
    {"VersionTooLong", line("GET / HTTP/1.10"), 400},
    {"VersionMissing", line("GET / "), 400},
    {"TwoSpacesBeforeTarget", line("GET  / HTTP/1.1"), 400},
    {"TwoSpacesBeforeVersion", line("GET /  HTTP/1.1"), 400},
    {"SpaceBehindVersion", line("GET / HTTP/1.1 "), 400},
    {"SpaceBeforeMethod", line(" GET / HTTP/1.1"), 400},
    {"SpaceInTarget", line("GET /a b HTTP/1.1"), 400},
    {"TabInTarget", line("GET /a\tb HTTP/1.1"), 400},
    {"TabForSpace", line("GET\t/\tHTTP/1.1"), 400},
    {"MethodNotToken", line("G(T / HTTP/1.1"), 400},
    {"TargetNeitherPathNorUrl", line("GET first HTTP/1.1"), 400},
    {"StarWithoutOptions", line("GET * HTTP/1.1"), 400},
    {"UrlWithoutHost", line("GET http:// HTTP/1.1"), 400},
    {"UrlWithEmptyHost", line("GET http:///get HTTP/1.1"), 400},
    {"UrlWithPortAlone", line("GET https://:443/get HTTP/1.1"), 400},
    {"UrlWithQueryForHost", line("GET http://?a HTTP/1.1"), 400},
    {"UrlWithUser", line("GET http://me@a/get HTTP/1.1"), 400},
    {"UrlWithPassword", line("GET http://me:secret@a/get HTTP/1.1"), 400},
    {"UrlWithFragment", line("GET http://a/get#b HTTP/1.1"), 400},
    {"PathWithFragment", line("GET /get#b HTTP/1.1"), 400},
    {"QueryWithFragment", line("GET /get?a#b HTTP/1.1"), 400},
    {"Garbage", "\x16\x03\x01\x02\r\n", 400},
    {"Connect", line("CONNECT first:443 HTTP/1.1"), 405},
    {"ConnectPath", line("CONNECT / HTTP/1.1"), 405},
    {"Expectation", with("Expect: 200-ok\r\nContent-Length: 2", "ab"), 417},
    {"ExpectationList", with("Expect: 100-continue, x\r\nContent-Length: 2", "ab"), 417},
    {"BadConnectionField", with("Connection: \"close\""), 400},
    {"ChunkSizeMissing", chunked("\r\nab\r\n0\r\n\r\n"), 400},
    {"ChunkSizeWithPlus", chunked("+2\r\nab\r\n0\r\n\r\n"), 400},
    {"ChunkSizeWithPrefix", chunked("0x2\r\nab\r\n0\r\n\r\n"), 400},
    {"ChunkSizeWithSpace", chunked("2 \r\nab\r\n0\r\n\r\n"), 400},
    {"ChunkSizeOverflow", chunked("10000000000000002\r\nab\r\n0\r\n\r\n"), 400},
    {"ChunkAboveLimit", chunked("100001\r\nab"), 413},
    {"ChunksAboveLimit", chunked("2\r\nab\r\nfffff\r\n"), 413},
    {"ChunkLongerThanSize", chunked("2\r\nabc\r\n0\r\n\r\n"), 400},
    {"ChunkShorterThanSize", chunked("4\r\nab\r\n0\r\n\r\n"), 400},
    {"ChunkWithBareLf", chunked("2\nab\n0\n\n\r\n"), 400},
    {"ChunkWithBareCr", chunked("2\rab\r\n0\r\n\r\n"), 400},
    {"ExtensionNotToken", chunked("2;(\r\nab\r\n0\r\n\r\n"), 400},
    {"ExtensionWithBareLf", chunked("2;a=\"\n\"\r\nab\r\n0\r\n\r\n"), 400},
    {"ExtensionWithNul", chunked("2;a=\"\0\"\r\nab\r\n0\r\n\r\n"sv), 400},
    {"TrailerFolded", chunked("0\r\nA: b\r\n c\r\n\r\n"), 400},
    {"TrailerWithBareLf", chunked("0\r\nA: b\nc: d\r\n\r\n"), 400},
    {"TrailerWithLength", chunked("0\r\nContent-Length: 5\r\n\r\n"), 400},
    {"TrailerWithCoding", chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
};

class RefusedRequest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedRequest, IsAnsweredAndNothingBehindItIsEverRead) {
    RequestReader bare{RequestLimits{}};
    feed(bare, GetParam().bytes, 1);
    ASSERT_EQ(bare.state(), State::refused) << "it must not take more bytes to refuse";
    EXPECT_EQ(bare.refusal().status, GetParam().status);
    EXPECT_TRUE(bare.refusal().reason.ends_with('.')) << bare.refusal().reason;
    EXPECT_FALSE(bare.keep_alive());

    const std::string bytes = fmt::format("{}{}", GetParam().bytes, second);
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
        RequestReader reader{RequestLimits{}};
        feed(reader, bytes, step);
        reader.next();
        reader.release();
        reader.commit(std::min(second.copy(reader.prepare().data(), second.size()), second.size()));
        EXPECT_EQ(printed(reader), printed(bare)) << "fed by " << step;
    }
}

struct Taken {
    std::string name;
    std::string bytes;
    std::string line = "POST /first HTTP/1.1";
    std::string body = "";
    bool keep_alive = true;
};
std::ostream& operator<<(std::ostream& out, const Taken& row) {
    return out << row.name;
}

const std::string get_line = "GET / HTTP/1.1";
const std::string get_line_10 = "GET / HTTP/1.0";

const Taken taken[] = {
    {"Plain", get_with("Host: a\r\n"), get_line},
    {"EmptyLineFirst", fmt::format("\r\n{}", get_with("Host: a\r\n")), get_line},
    {"HostEmpty", get_with("Host:\r\n"), get_line},
    {"HostWithPort", get_with("Host: a-b.c:8443\r\n"), get_line},
    {"HostIpv6", get_with("Host: [::1]:8443\r\n"), get_line},
    {"NoHostIn10", "GET / HTTP/1.0\r\n\r\n", get_line_10, "", false},
    {"Url", line("GET http://a/b?c HTTP/1.1"), "GET http://a/b?c HTTP/1.1"},
    {"UrlWithPort", line("GET https://[::1]:8443 HTTP/1.1"), "GET https://[::1]:8443 HTTP/1.1"},
    {"Http12", line("GET / HTTP/1.2"), "GET / HTTP/1.2"},
    {"Http19", line("GET / HTTP/1.9"), "GET / HTTP/1.9"},
    {"Star", line("OPTIONS * HTTP/1.1"), "OPTIONS * HTTP/1.1"},
    {"QuoteAndHighBytesInTarget", line("GET /\"\xC3\xA9 HTTP/1.1"), "GET /\"\xC3\xA9 HTTP/1.1"},
    {"MethodUnknown", line("Brew /a HTTP/1.1"), "Brew /a HTTP/1.1"},
    {"ValueEmptyAndHigh", get_with("Host: a\r\nB:\r\nC:\t\x80\t\r\n"), get_line},
    {"Length", with("Content-Length: 5", "hello"), "POST /first HTTP/1.1", "hello"},
    {"LengthZero", with("Content-Length: 0"), "POST /first HTTP/1.1"},
    {"LengthPadded", with("content-length:\t 005 ", "hello"), "POST /first HTTP/1.1", "hello"},
    {"BodyLikeRequest", with(fmt::format("Content-Length: {}", second.size()), second),
     "POST /first HTTP/1.1", std::string(second)},
    {"Chunks", chunked("2\r\nhe\r\n03\r\nllo\r\n0\r\n\r\n"), "POST /first HTTP/1.1", "hello"},
    {"ChunksNone", chunked("0\r\n\r\n")},
    {"ChunkedAnyCase", with("transfer-encoding: Chunked", "A\r\n0123456789\r\n000\r\n\r\n"),
     "POST /first HTTP/1.1", "0123456789"},
    {"Extensions", chunked("2;a;b=c;d=\"e;\\\"\"\r\nhe\r\n0;f\r\n\r\n"), "POST /first HTTP/1.1",
     "he"},
    {"Trailers", chunked("2\r\nhe\r\n0\r\nHost: b\r\nConnection: close\r\n\r\n"),
     "POST /first HTTP/1.1", "he"},
    {"Close", get_with("Host: a\r\nConnection: close\r\n"), get_line, "", false},
    {"CloseInList", get_with("Host: a\r\nConnection: x, CLOSE\r\n"), get_line, "", false},
    {"CloseInFirstField", get_with("Host: a\r\nConnection: close\r\nConnection: x\r\n"), get_line,
     "", false},
    {"CloseInSecondField", get_with("Host: a\r\nConnection: x\r\nConnection: close\r\n"), get_line,
     "", false},
    {"KeepAliveIn10", "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", get_line_10},
    {"CloseBeatsKeepAliveIn10", "GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n",
     get_line_10, "", false},
    {"ExpectationIgnoredIn10", "GET / HTTP/1.0\r\nExpect: x\r\n\r\n", get_line_10, "", false},
};

class TakenRequest : public testing::TestWithParam<Taken> {};

TEST_P(TakenRequest, IsReadHoweverItIsCutAndLeavesTheNextOneWhole) {
    const std::string bytes = fmt::format("{}{}{}", GetParam().bytes, second, second);
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
        RequestReader reader{RequestLimits{}};
        std::size_t fed = feed(reader, bytes, step);
        ASSERT_EQ(reader.state(), State::complete) << printed(reader);
        EXPECT_EQ(reader.request().line, GetParam().line);
        EXPECT_EQ(reader.request().body, GetParam().body);
        EXPECT_EQ(reader.keep_alive(), GetParam().keep_alive);
        for (int next = 0; next < 2; ++next) {
            reader.next();
            fed += feed(reader, std::string_view(bytes).substr(fed), step);
            ASSERT_EQ(reader.state(), State::complete) << printed(reader);
            EXPECT_EQ(reader.request().target, "/second");
            EXPECT_EQ(reader.request().headers.size(), 1U);
            EXPECT_EQ(reader.request().body, "");
        }
        reader.next();
        EXPECT_EQ(reader.state(), State::idle);
        EXPECT_EQ(fed, bytes.size());
    }
}

const auto name_of = [](const auto& row) { return row.param.name; };
INSTANTIATE_TEST_SUITE_P(Rfc9112, RefusedRequest, testing::ValuesIn(refused), name_of);
INSTANTIATE_TEST_SUITE_P(Rfc9112, TakenRequest, testing::ValuesIn(taken), name_of);

TEST(RequestReader, SaysTheSameOfMutatedRequestsHoweverTheyAreCut) {
    std::vector<std::string> seeds;
    for (const Taken& row : taken) {
        seeds.push_back(row.bytes);
    }
    for (const Refused& row : refused) {
        seeds.push_back(row.bytes);
    }
    constexpr std::string_view bytes_of_interest = "\r\n\0 :;,\t0aF/\"\x7f\xff"sv;
    std::mt19937 random(2026);  // the same sequence in every run
    const auto below = [&random](std::size_t bound) { return random() % bound; };
    for (int round = 0; round < 20000; ++round) {
        std::string bytes = seeds[below(seeds.size())] + seeds[below(seeds.size())];
        for (std::size_t changes = below(4); changes > 0; --changes) {
            const std::size_t at = below(bytes.size());
            const char byte = bytes_of_interest[below(bytes_of_interest.size())];
            bytes.replace(at, below(3), below(3), byte);
        }
        RequestReader whole{RequestLimits{}};
        RequestReader cut{RequestLimits{}};
        const std::size_t fed = feed(cut, bytes, 1);
        feed(whole, bytes, bytes.size());
        if (whole.state() == State::body) {
            ASSERT_EQ(cut.state(), State::body);  // how much of the body is there may differ
            continue;
        }
        ASSERT_EQ(printed(whole), printed(cut)) << testing::PrintToString(bytes);
        whole.next();
        cut.next();
        feed(cut, std::string_view(bytes).substr(fed), 1);
        ASSERT_EQ(whole.state(), cut.state()) << testing::PrintToString(bytes);
        ASSERT_EQ(whole.refusal().reason, cut.refusal().reason);
    }
}

}  // namespace
}  // namespace tlsmatrix::server::request_table_test
