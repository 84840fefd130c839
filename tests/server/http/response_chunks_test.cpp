// Bodies in pieces: chunked, or until the connection closes.
#include <gtest/gtest.h>

#include <tlsmatrix/server/http/response_writer.hpp>

namespace tlsmatrix::server::response_chunks_test {
namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

TEST(ResponseChunks, AreFramedAndCountedWithTheirFraming) {
    std::string out;
    const std::size_t sent =
        append_response(out, {.body = "unused", .chunks = {"one\n", "", std::string(26, 'x')}}, {});
    const std::string framed = "4\r\none\n\r\n1a\r\n" + std::string(26, 'x') + "\r\n0\r\n\r\n";
    EXPECT_TRUE(out.ends_with("\r\n\r\n" + framed)) << "an empty one would end the body";
    EXPECT_EQ(sent, framed.size());
    EXPECT_TRUE(has(out, "\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_FALSE(has(out, "Content-Length"));
    EXPECT_FALSE(has(out, "Connection"));
}

TEST(ResponseChunks, AreNoChunksToAClientThatDoesNotKnowThem) {
    std::string out;
    const Response response{.chunks = {"one\n", "two\n"}};
    EXPECT_EQ(append_response(out, response, {.keep_alive = true, .http10 = true}), 8U);
    EXPECT_TRUE(out.ends_with("\r\n\r\none\ntwo\n"));
    EXPECT_TRUE(has(out, "\r\nConnection: close\r\n"));
    EXPECT_FALSE(has(out, "chunked"));
    EXPECT_FALSE(has(out, "Content-Length"));
    EXPECT_TRUE(ends_by_closing(response, true));
    EXPECT_FALSE(ends_by_closing(response, false));
    EXPECT_FALSE(ends_by_closing({.body = "x"}, true));
}

TEST(ResponseChunks, AreLeftOutWhereThereIsNoBody) {
    for (const int status : {200, 204, 304}) {
        std::string out;
        const Response response{.status = status, .chunks = {"one\n"}};
        EXPECT_EQ(append_response(out, response, {.head = status == 200}), 0U);
        EXPECT_TRUE(out.ends_with("\r\n\r\n"));
        EXPECT_EQ(has(out, "chunked"), status == 200) << "HEAD tells what GET would have";
    }
    EXPECT_FALSE(ends_by_closing({.status = 204, .chunks = {"one\n"}}, true));
}

}  // namespace
}  // namespace tlsmatrix::server::response_chunks_test
