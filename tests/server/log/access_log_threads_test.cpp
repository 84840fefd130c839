// Many writers on one log.
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "tests/server/log/access_log_support.hpp"

namespace tlsmatrix::server::access_log_threads_test {
namespace {

constexpr int writers = 4;

TEST(AccessLogThreads, ARotationUnderLoadLosesAndTearsNoLine) {
    const Directory directory;
    const std::string path = directory.file("log");
    const auto log = AccessLog::to_file(path, only_request());
    std::atomic<bool> stop = false;
    std::atomic<std::size_t> added = 0;
    std::vector<std::thread> threads;
    for (int number = 0; number < writers; ++number) {
        threads.emplace_back([&, number] {
            AccessLogWriter writer(log);
            const Sample sample = numbered(number, 1);
            for (int line = 0; !stop; ++line) {
                (void)writer.add(sample.entry());
                if (line % 7 == 0) {
                    writer.flush();
                }
                ++added;
            }
        });
    }
    for (int rotation = 0; rotation < 100; ++rotation) {
        const std::size_t before = added;
        while (added < before + 500) {
            std::this_thread::yield();
        }
        std::filesystem::rename(path, directory.file(fmt::format("old.{}", rotation)));
        ASSERT_TRUE(log->reopen());
    }
    stop = true;
    for (std::thread& thread : threads) {
        thread.join();
    }
    Lines all;
    std::size_t files_with_lines = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory.path())) {
        const Lines lines = lines_in(content_of(file.path()));
        all.whole += lines.whole;
        all.torn += lines.torn;
        files_with_lines += lines.whole > 0 ? 1 : 0;
    }
    EXPECT_EQ(all.whole, added);
    EXPECT_EQ(all.torn, 0U);
    EXPECT_EQ(log->dropped(), 0U);
    EXPECT_GT(files_with_lines, 90U);
}

TEST(AccessLogThreads, LongLinesOfManyWritersStayWholeInAPipe) {
    const Pipe pipe;
    constexpr std::size_t each = 50;
    constexpr std::size_t longer_than_pipe_buf = 70'000;
    const auto log = AccessLog::to_file(pipe.writer_path(), only_request());
    std::vector<std::thread> threads;
    for (int number = 0; number < writers; ++number) {
        threads.emplace_back([&log, number] {
            AccessLogWriter writer(log);
            const Sample sample = numbered(number, 1, longer_than_pipe_buf);
            for (std::size_t line = 0; line < each; ++line) {
                (void)writer.add(sample.entry());
            }
        });
    }
    std::string text;
    for (std::size_t lines = 0; lines < writers * each;) {
        const std::string more = pipe.read_some();
        lines += static_cast<std::size_t>(std::count(more.begin(), more.end(), '\n'));
        text += more;
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(lines_in(text).whole, writers * each);
    EXPECT_EQ(lines_in(text).torn, 0U);
}

}  // namespace
}  // namespace tlsmatrix::server::access_log_threads_test
