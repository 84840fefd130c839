// What a child costs where the kernel refuses what is needed to wait for it.
#include "tests/process/refused_call.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/process/child_process.hpp>
#include <tlsmatrix/process/foreground.hpp>

namespace tlsmatrix::process::refused_call_test {
namespace {

// A pipe that has come to its end has no writer left: neither the child nor what it started.
class Witness {
  public:
    Witness() { valid_ = ::pipe(ends_) == 0; }
    bool all_are_gone() {
        ::close(ends_[1]);
        pollfd end{ends_[0], POLLIN, 0};
        char byte = 0;
        return valid_ && ::poll(&end, 1, 10'000) == 1 && ::read(ends_[0], &byte, 1) == 0;
    }

  private:
    int ends_[2] = {-1, -1};
    bool valid_ = false;
};

const std::vector<std::string> environment{"PATH=/usr/bin:/bin"};

int run_in_foreground(const std::vector<std::string>& command) {
    const Foreground foreground;
    return foreground.run(command, environment).status.value_or(-1);
}

// Exit status 0: no process was left, and the error says why.
[[noreturn]] void foreground_without_pidfd() {
    Witness witness;
    const std::string word = ::testing::TempDir() + "started-" + std::to_string(::getpid());
    if (!refuse(SYS_pidfd_open, EMFILE)) {
        std::_Exit(3);
    }
    try {
        static_cast<void>(run_in_foreground({"sh", "-c", "touch " + word + "; sleep 60 & wait"}));
    } catch (const SetupError& error) {
        const bool is_told = std::string(error.what()).find("Too many open") != std::string::npos;
        std::_Exit(is_told && witness.all_are_gone() && !std::filesystem::exists(word) ? 0 : 1);
    }
    std::_Exit(2);
}

[[noreturn]] void child_without_pidfd() {
    if (!refuse(SYS_pidfd_open, EMFILE)) {
        std::_Exit(3);
    }
    boost::asio::io_context context;
    ChildSettings settings;
    settings.arguments = {"sleep", "60"};
    settings.environment = environment;
    auto finished = boost::asio::co_spawn(context, run_child(context, std::move(settings)),
                                          boost::asio::use_future);
    context.run();
    try {
        static_cast<void>(finished.get());
    } catch (const SetupError&) {
        // Reaped, not only killed: there is no child left to wait for.
        std::_Exit(::waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD ? 0 : 1);
    }
    std::_Exit(2);
}

[[noreturn]] void foreground_without_a_list_of_descriptors() {
    const std::string inherited = std::to_string(::dup(STDERR_FILENO));
    if (!refuse(SYS_getdents64, EIO)) {
        std::_Exit(3);
    }
    const Foreground foreground;
    const std::string kept = std::to_string(::dup(STDERR_FILENO));
    const std::string script =
        ": >&1 && : >&2 && : <&0 && : >&" + inherited + " && ! (: >&" + kept + ") 2>&1";
    std::_Exit(foreground.run({"sh", "-c", script}, environment).status.value_or(-1));
}

TEST(RefusedCallDeathTest, ACommandThatCannotBeWaitedForIsEnded) {
    EXPECT_EXIT(foreground_without_pidfd(), ::testing::ExitedWithCode(0), "");
}

TEST(RefusedCallDeathTest, AChildThatCannotBeWaitedForIsEndedAndReaped) {
    EXPECT_EXIT(child_without_pidfd(), ::testing::ExitedWithCode(0), "");
}

TEST(RefusedCallDeathTest, ACommandHasItsStandardStreamsThoughDescriptorsCannotBeListed) {
    EXPECT_EXIT(foreground_without_a_list_of_descriptors(), ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace tlsmatrix::process::refused_call_test
