// What is written never depends on the room that there was. Under the asan preset these find the
// byte that is written behind it.
#include <gtest/gtest.h>

#include "tests/server/log/log_samples.hpp"
#include <tlsmatrix/base/escape.hpp>

namespace tlsmatrix::server::log_room_test {
namespace {

using Append = void (*)(std::string_view, TextBuffer&);

std::string appended(Append append, std::string_view value, std::size_t capacity) {
    TextBuffer text(capacity);
    append(value, text);
    return std::string(text.view());
}

std::string line_in(const LogFormat& format, const Sample& sample, std::size_t capacity) {
    TextBuffer text(capacity);
    format.append(sample.entry(), text);
    return std::string(text.view());
}

std::string repeated(std::string_view piece, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += piece;
    }
    return text;
}

TEST(LogRoom, AnEscapedValueGetsWhatItNeeds) {
    for (std::size_t size = 1; size < 40; ++size) {
        for (std::size_t capacity = 0; capacity <= 6 * size + 1; ++capacity) {
            const std::string plain(size, 'a');
            const std::string special(size, '\xFF');
            ASSERT_EQ(appended(append_escaped, plain, capacity), plain);
            ASSERT_EQ(appended(append_json_escaped, plain, capacity), plain);
            ASSERT_EQ(appended(append_escaped, special, capacity), repeated("\\xFF", size));
            ASSERT_EQ(appended(append_json_escaped, special, capacity), repeated("\\u00FF", size));
        }
    }
}

// longest has nothing but bytes to be escaped, as many as a line shows of a body and more.
Sample longest() {
    Sample sample = posted();
    const std::string evil(3000, '\xFF');
    sample.request->line = evil;
    sample.request->headers = {{"Host", evil}, {"User-Agent", evil}, {"Referer", evil}};
    sample.request->body = evil;
    sample.body_bytes_sent = ~std::uint64_t{0};
    sample.duration = std::chrono::microseconds::max();
    return sample;
}

TEST(LogRoom, ALineGetsWhatItNeeds) {
    for (const std::string_view name : {"report", "combined", "json", "$ssl_ciphers $host $msec"}) {
        const LogFormat format = LogFormat::parse(name).value();
        for (const Sample& sample : {posted(), refused()}) {
            const std::string line = line_of(name, sample);
            for (std::size_t capacity = 0; capacity < line.size() + 40; ++capacity) {
                ASSERT_EQ(line_in(format, sample, capacity), line);
            }
        }
        EXPECT_EQ(line_in(format, longest(), 0), line_in(format, longest(), 100'000));
    }
}

TEST(LogRoom, ALineOfNothingButEscapesIsWhole) {
    const std::string evil = repeated("\\xFF", 3000);
    EXPECT_EQ(line_in(LogFormat::parse("report").value(), longest(), 0),
              '"' + evil + "\" 200 18446744073709551615 TLSv1.1/ECDHE-RSA-AES256-SHA \"" + evil +
                  "\" \"" + evil + "\" 9223372036854.775 <\"" + repeated("\\xFF", 1024) +
                  "...\"\n");
}

}  // namespace
}  // namespace tlsmatrix::server::log_room_test
