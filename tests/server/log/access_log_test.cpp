#include <algorithm>

#include <sys/stat.h>

#include <gtest/gtest.h>

#include "tests/server/log/access_log_support.hpp"
#include <tlsmatrix/server/log/access_log.hpp>

namespace tlsmatrix::server::access_log_test {
namespace {

TEST(AccessLog, AFileGetsItsLinesWhenTheWriterFlushes) {
    const Directory directory;
    const auto log = AccessLog::to_file(directory.file("log"), only_request());
    AccessLogWriter writer(log);
    EXPECT_TRUE(writer.add(numbered(1, 1).entry()));
    EXPECT_EQ(content_of(directory.file("log")), "");
    writer.flush();
    EXPECT_EQ(lines_in(content_of(directory.file("log"))).whole, 1U);
    writer.flush();
    EXPECT_EQ(lines_in(content_of(directory.file("log"))).whole, 1U);
}

TEST(AccessLog, AWriterThatGoesAwayFlushes) {
    const Directory directory;
    const auto log = AccessLog::to_file(directory.file("log"), only_request());
    { EXPECT_TRUE(AccessLogWriter(log).add(numbered(1, 1).entry())); }
    EXPECT_EQ(lines_in(content_of(directory.file("log"))).whole, 1U);
}

TEST(AccessLog, AFileGetsItsLinesAlsoWhen64KilobytesWait) {
    const Directory directory;
    const auto log = AccessLog::to_file(directory.file("log"), only_request());
    AccessLogWriter writer(log);
    std::size_t count = 1;
    while (writer.add(numbered(1, 1).entry())) {
        ASSERT_EQ(std::filesystem::file_size(directory.file("log")), 0U);
        ++count;
    }
    const std::string text = content_of(directory.file("log"));
    EXPECT_GE(text.size(), 64U * 1024);
    EXPECT_LT(text.size(), 64U * 1024 + 100);
    EXPECT_EQ(lines_in(text).whole, count);
}

TEST(AccessLog, APipeGetsEachLineAtOnce) {
    const Pipe pipe;
    ::fcntl(pipe.reader(), F_SETFL, O_NONBLOCK);
    const auto log = AccessLog::to_file(pipe.writer_path(), only_request());
    AccessLogWriter writer(log);
    EXPECT_FALSE(writer.add(numbered(1, 1).entry()));
    EXPECT_EQ(lines_in(pipe.read_some()).whole, 1U);
}

TEST(AccessLog, AFileIsAppendedToAndReadableByAll) {
    const Directory directory;
    std::ofstream(directory.file("log")) << "<before>\n";
    const mode_t mask = ::umask(0);
    const auto log = AccessLog::to_file(directory.file("log"), only_request());
    const auto other = AccessLog::to_file(directory.file("new"), only_request());
    ::umask(mask);
    { EXPECT_TRUE(AccessLogWriter(log).add(numbered(1, 1).entry())); }
    const std::string text = content_of(directory.file("log"));
    EXPECT_TRUE(text.starts_with("<before>\n<1 1 ")) << text;
    using std::filesystem::perms;
    EXPECT_EQ(std::filesystem::status(directory.file("new")).permissions(),
              perms::owner_read | perms::owner_write | perms::group_read | perms::others_read);
}

TEST(AccessLog, AFileThatCannotBeOpenedIsNamed) {
    const Directory directory;
    const std::string path = directory.file("no/such/log");
    try {
        const auto log = AccessLog::to_file(path, only_request());
        FAIL() << "it was opened";
    } catch (const SetupError& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find(path), std::string::npos) << message;
        EXPECT_NE(message.find("No such file or directory"), std::string::npos) << message;
    }
    EXPECT_THROW((void)AccessLog::to_file(directory.path(), only_request()), SetupError);
}

TEST(AccessLog, ALastLineThatWasTornIsEndedOnOpening) {
    struct Case {
        std::string_view before;
        std::string_view after;
    };
    for (const Case& each : {Case{"<whole>\n<to", "<whole>\n<to\n"}, Case{"<whole>\n", "<whole>\n"},
                             Case{"", ""}, Case{"x", "x\n"}}) {
        const Directory directory;
        std::ofstream(directory.file("log")) << each.before;
        const auto log = AccessLog::to_file(directory.file("log"), only_request());
        EXPECT_EQ(content_of(directory.file("log")), each.after);
        EXPECT_TRUE(log->reopen());
        EXPECT_EQ(content_of(directory.file("log")), each.after);
    }
}

// descriptors_of lists this process's descriptors of a file.
std::vector<int> descriptors_of(const std::string& path) {
    std::vector<int> found;
    for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd")) {
        std::error_code gone;
        if (std::filesystem::read_symlink(each.path(), gone) == path) {
            found.push_back(std::stoi(each.path().filename()));
        }
    }
    return found;
}

TEST(AccessLog, ReopenKeepsOneDescriptorThatNoChildInherits) {
    const Directory directory;
    const std::string path = directory.file("log");
    auto log = AccessLog::to_file(path, only_request());
    const auto before = descriptors_of(path);
    ASSERT_EQ(before.size(), 1U);
    EXPECT_EQ(::fcntl(before[0], F_GETFD), FD_CLOEXEC);
    EXPECT_TRUE(log->reopen());
    EXPECT_EQ(descriptors_of(path), before);
    EXPECT_EQ(::fcntl(before[0], F_GETFD), FD_CLOEXEC);
    log.reset();
    EXPECT_TRUE(descriptors_of(path).empty());
}

TEST(AccessLog, ReopenThatFailsGoesOnWithTheOldFile) {
    const Directory directory;
    std::filesystem::create_directory(directory.file("logs"));
    const std::string path = directory.file("logs/log");
    const auto log = AccessLog::to_file(path, only_request());
    std::filesystem::rename(directory.file("logs"), directory.file("old"));
    testing::internal::CaptureStderr();
    for (int attempt = 0; attempt < 10; ++attempt) {
        EXPECT_FALSE(log->reopen());
    }
    const std::string message = testing::internal::GetCapturedStderr();
    EXPECT_NE(message.find(path), std::string::npos) << message;
    EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 1) << message;
    { EXPECT_TRUE(AccessLogWriter(log).add(numbered(1, 1).entry())); }
    EXPECT_EQ(lines_in(content_of(directory.file("old/log"))).whole, 1U);
    std::filesystem::create_directory(directory.file("logs"));
    EXPECT_TRUE(log->reopen());
    { EXPECT_TRUE(AccessLogWriter(log).add(numbered(1, 2).entry())); }
    EXPECT_EQ(lines_in(content_of(path)).whole, 1U);
}

TEST(AccessLog, StandardOutputIsWrittenToAndStaysOpen) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  const Pipe pipe;
                  ::dup2(pipe.writer(), STDOUT_FILENO);
                  {
                      const auto log = AccessLog::to_standard_output(only_request());
                      AccessLogWriter writer(log);
                      if (writer.add(numbered(1, 1).entry()) || !log->reopen()) {
                          return "a pipe does not wait, and reopening it does nothing";
                      }
                  }
                  if (lines_in(pipe.read_some()).whole != 1) {
                      return "the line is not there";
                  }
                  return ::fcntl(STDOUT_FILENO, F_GETFD) < 0 ? "it was closed" : "";
              }),
              "");
}

}  // namespace
}  // namespace tlsmatrix::server::access_log_test
