// What the log does when its lines cannot be written.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include <sys/resource.h>
#include <sys/time.h>

#include <gtest/gtest.h>

#include "tests/server/log/access_log_support.hpp"

namespace tlsmatrix::server::access_log_faults_test {
namespace {

// add hands over lines of one writer, and flushes each.
void add(AccessLogWriter& writer, int count, std::size_t padding = 20) {
    for (int line = 0; line < count; ++line) {
        (void)writer.add(numbered(1, line, padding).entry());
        writer.flush();
    }
}

TEST(AccessLogFaults, AFullDiskDropsLinesAndSaysSoOnce) {
    const auto log = AccessLog::to_file("/dev/full", only_request());
    AccessLogWriter writer(log);
    testing::internal::CaptureStderr();
    add(writer, 100);
    const std::string message = testing::internal::GetCapturedStderr();
    EXPECT_EQ(log->dropped(), 100U);
    EXPECT_NE(message.find("/dev/full"), std::string::npos) << message;
    EXPECT_NE(message.find("No space left on device"), std::string::npos) << message;
    EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 1) << message;
}

TEST(AccessLogFaults, AReaderThatHasGoneDropsLines) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  std::signal(SIGPIPE, SIG_IGN);
                  Pipe pipe;
                  const auto log = AccessLog::to_file(pipe.writer_path(), only_request());
                  AccessLogWriter writer(log);
                  add(writer, 1);
                  pipe.close_reader();
                  add(writer, 10);
                  return log->dropped() == 10 ? "" : fmt::format("{} dropped", log->dropped());
              }),
              "");
}

void limit_file_size(rlim_t bytes) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
}

// A limit that is no multiple of a line's size, so that it cuts one.
constexpr rlim_t awkward_size = 10'007;

std::string unlike(std::size_t whole, std::size_t torn, const std::string& text) {
    const Lines lines = lines_in(text);
    return lines.whole == whole && lines.torn == torn
               ? ""
               : fmt::format("{} whole lines, {} torn; expected {} and {}", lines.whole, lines.torn,
                             whole, torn);
}

TEST(AccessLogFaults, ALineThatALimitCutIsFinishedOnceThereIsRoom) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  const Directory directory;
                  const auto log = AccessLog::to_file(directory.file("log"), only_request());
                  AccessLogWriter writer(log);
                  limit_file_size(awkward_size);
                  add(writer, 1000);
                  const std::string cut = content_of(directory.file("log"));
                  if (cut.size() != awkward_size || lines_in(cut).torn != 1) {
                      return "the limit did not cut a line";
                  }
                  limit_file_size(RLIM_INFINITY);
                  add(writer, 10);
                  return unlike(1010 - log->dropped(), 0, content_of(directory.file("log")));
              }),
              "");
}

TEST(AccessLogFaults, ManyLinesInOneWriteAreCountedWhereALimitCutsThem) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  const Directory directory;
                  const auto log = AccessLog::to_file(directory.file("log"), only_request());
                  AccessLogWriter writer(log);
                  limit_file_size(awkward_size);
                  for (int line = 0; line < 1000; ++line) {
                      (void)writer.add(numbered(1, line).entry());
                  }
                  writer.flush();
                  limit_file_size(RLIM_INFINITY);
                  add(writer, 1);
                  return unlike(1001 - log->dropped(), 0, content_of(directory.file("log")));
              }),
              "");
}

TEST(AccessLogFaults, ALineThatWasCutIsNotContinuedInAnotherFile) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  const Directory directory;
                  const auto log = AccessLog::to_file(directory.file("log"), only_request());
                  AccessLogWriter writer(log);
                  limit_file_size(awkward_size);
                  add(writer, 1000);
                  limit_file_size(RLIM_INFINITY);
                  std::filesystem::rename(directory.file("log"), directory.file("old"));
                  log->reopen();
                  add(writer, 5);
                  const auto before = 1000 - log->dropped();
                  return unlike(before, 0, content_of(directory.file("old"))) +
                         unlike(5, 0, content_of(directory.file("log")));
              }),
              "");
}

TEST(AccessLogFaults, ALineThatWasCutIsEndedWhereTheSameFileIsReopened) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  const Directory directory;
                  const auto log = AccessLog::to_file(directory.file("log"), only_request());
                  AccessLogWriter writer(log);
                  limit_file_size(awkward_size);
                  add(writer, 1000);
                  log->reopen();  // there is no room yet, not even for the newline
                  limit_file_size(RLIM_INFINITY);
                  add(writer, 5);
                  return unlike(1005 - log->dropped(), 0, content_of(directory.file("log")));
              }),
              "");
}

TEST(AccessLogFaults, ALogThatStaysFullEndsWithAWholeLineAndEveryOtherIsTold) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  const Directory directory;
                  testing::internal::CaptureStderr();
                  auto log = AccessLog::to_file(directory.file("log"), only_request());
                  {
                      AccessLogWriter writer(log);
                      limit_file_size(awkward_size);
                      add(writer, 1000);
                  }
                  log.reset();
                  const std::string told = testing::internal::GetCapturedStderr();
                  const std::string text = content_of(directory.file("log"));
                  const std::string in_all =
                      fmt::format("dropped in all: {}", 1000 - lines_in(text).whole);
                  return unlike(lines_in(text).whole, 0, text) +
                         (told.find(in_all) == std::string::npos ? told : "");
              }),
              "");
}

TEST(AccessLogFaults, ANonBlockingPipeThatNobodyReadsCostsOneWaitAndNoTornLine) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  const Pipe pipe;
                  ::dup2(pipe.writer(), STDOUT_FILENO);
                  ::fcntl(pipe.writer(), F_SETFL, O_NONBLOCK);
                  ::fcntl(pipe.reader(), F_SETFL, O_NONBLOCK);
                  const auto log = AccessLog::to_standard_output(only_request());
                  AccessLogWriter writer(log);
                  const auto start = std::chrono::steady_clock::now();
                  add(writer, 1000, 4990);  // longer than PIPE_BUF: the last one is cut
                  const auto waited = std::chrono::steady_clock::now() - start;
                  if (log->dropped() < 900 || waited > std::chrono::seconds(20)) {
                      return fmt::format("{} dropped in {} ms", log->dropped(),
                                         waited.count() / 1000000);
                  }
                  std::string text = pipe.read_some();
                  add(writer, 3, 4990);
                  for (std::string more; !(more = pipe.read_some()).empty();) {
                      text += more;
                  }
                  return unlike(1003 - log->dropped(), 0, text);
              }),
              "");
}

// A signal without SA_RESTART ends a blocking write early: with EINTR, or with a part written.
TEST(AccessLogFaults, SignalsInTheMiddleOfWritesLoseNothing) {
    EXPECT_EQ(failure_in_child([]() -> std::string {
                  struct sigaction action {};
                  action.sa_handler = [](int) {};
                  ::sigaction(SIGALRM, &action, nullptr);
                  sigset_t alarm;
                  sigemptyset(&alarm);
                  sigaddset(&alarm, SIGALRM);
                  ::pthread_sigmask(SIG_BLOCK, &alarm, nullptr);
                  Pipe pipe;
                  std::string text;
                  constexpr int count = 200;
                  constexpr std::size_t padding = 30'000;
                  std::thread reader([&] {
                      for (std::ptrdiff_t lines = 0; lines < count;) {
                          const std::string more = pipe.read_some(5000);
                          lines += std::count(more.begin(), more.end(), '\n');
                          text += more;
                      }
                  });
                  ::pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
                  const itimerval often{{0, 100}, {0, 100}};
                  ::setitimer(ITIMER_REAL, &often, nullptr);
                  const auto log = AccessLog::to_file(pipe.writer_path(), only_request());
                  AccessLogWriter writer(log);
                  add(writer, count, padding);
                  const itimerval never{};
                  ::setitimer(ITIMER_REAL, &never, nullptr);
                  reader.join();
                  return unlike(count, 0, text) + (log->dropped() == 0 ? "" : " lines dropped");
              }),
              "");
}

}  // namespace
}  // namespace tlsmatrix::server::access_log_faults_test
