#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>
#include <gmock/gmock.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/process/child_process.hpp>

namespace tlsmatrix::process::child_process_test {
namespace {

using namespace std::chrono_literals;
using ::testing::EndsWith;
using ::testing::HasSubstr;

Finished run(std::vector<std::string> arguments, std::chrono::milliseconds timeout = 60s) {
    boost::asio::io_context context;
    ChildSettings settings;
    settings.arguments = std::move(arguments);
    settings.environment = {"PATH=/usr/bin:/bin", "GREETING=hello"};
    settings.timeout = timeout;
    auto finished = boost::asio::co_spawn(context, run_child(context, std::move(settings)),
                                          boost::asio::use_future);
    context.run();
    return finished.get();
}

Finished shell(const std::string& script, std::chrono::milliseconds timeout = 60s) {
    return run({"sh", "-c", script}, timeout);
}

TEST(RunChild, TellsStatusAndBothOutputs) {
    const Finished finished = shell("echo \"$GREETING\"; echo there >&2; exit 7");
    EXPECT_EQ(finished.exit.status, 7);
    EXPECT_FALSE(finished.exit.timed_out);
    EXPECT_EQ(finished.output, "hello\nthere\n");
}

TEST(RunChild, GivesNothingToReadAndNoOpenFiles) {
    EXPECT_EQ(shell("cat; ls /proc/self/fd").output, "0\n1\n2\n3\n");  // 3 is ls's own
}

TEST(RunChild, GivesWhatThereIsToReadAndThenTheEnd) {
    boost::asio::io_context context;
    ChildSettings settings;
    settings.arguments = {"cat"};
    settings.environment = {"PATH=/usr/bin:/bin"};
    settings.input = "GET / HTTP/1.0\r\n\r\n";
    auto finished = boost::asio::co_spawn(context, run_child(context, std::move(settings)),
                                          boost::asio::use_future);
    context.run();
    EXPECT_EQ(finished.get().output, "GET / HTTP/1.0\r\n\r\n");
}

TEST(RunChild, PassesArgumentsOnAsTheyAre) {
    EXPECT_EQ(run({"printf", "%s|", "a b", "$HOME", "*", ""}).output, "a b|$HOME|*||");
}

TEST(RunChild, TellsTheSignal) {
    EXPECT_EQ(shell("kill -SEGV $$").exit.signal, SIGSEGV);
}

// Many at once, so that the ends of some come while others begin.
TEST(RunChild, EndsWithItsOwnProcessThoughOthersEndMeanwhile) {
    boost::asio::io_context context;
    std::size_t wrong = 0;
    for (int worker = 0; worker < 8; ++worker) {
        boost::asio::co_spawn(
            context,
            [&]() -> boost::asio::awaitable<void> {
                for (int i = 0; i < 100; ++i) {
                    ChildSettings settings;
                    settings.arguments = {"sh", "-c", "exit 3"};
                    settings.environment = {"PATH=/usr/bin:/bin"};
                    const Finished finished = co_await run_child(context, std::move(settings));
                    wrong += finished.exit.status == 3 ? 0U : 1U;
                }
            },
            boost::asio::detached);
    }
    context.run();
    EXPECT_EQ(wrong, 0U);
}

TEST(RunChild, GivesEverySignalItsDefault) {
    ASSERT_NE(std::signal(SIGPIPE, SIG_IGN), SIG_ERR);
    EXPECT_EQ(shell("kill -PIPE $$").exit.signal, SIGPIPE);
}

TEST(RunChild, EndsALateOneWithTermAndAStubbornOneWithKill) {
    const Finished late = shell("exec sleep 600", 50ms);
    EXPECT_EQ(late.exit.signal, SIGTERM);
    EXPECT_TRUE(late.exit.timed_out);
    const Finished stubborn = shell("trap '' TERM; while true; do sleep 600; done", 300ms);
    EXPECT_EQ(stubborn.exit.signal, SIGKILL);
    EXPECT_TRUE(stubborn.exit.timed_out);
}

// The group that it was started in has nobody left, and its own is ours.
TEST(RunChild, EndsALateOneThatHasJoinedAnotherGroup) {
    const std::string deserter =
        "import os, signal, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "os.setpgid(0, os.getpgid(os.getppid()))\n"
        "print('joined', flush=True)\n"
        "time.sleep(600)\n";
    const Finished finished = run({"python3", "-I", "-c", deserter}, 3s);
    EXPECT_EQ(finished.output, "joined\n");
    EXPECT_EQ(finished.exit.signal, SIGKILL);
    EXPECT_TRUE(finished.exit.timed_out);
    EXPECT_FALSE(finished.exit.unended);
}

TEST(RunChild, EndsAllOfAContextAtOnce) {
    boost::asio::io_context context;
    std::vector<std::future<Finished>> runs;
    for (int i = 0; i < 3; ++i) {
        ChildSettings settings;
        settings.arguments = {"sh", "-c", "trap '' TERM INT; sleep 600"};
        settings.environment = {"PATH=/usr/bin:/bin"};
        settings.timeout = 3600s;
        runs.push_back(boost::asio::co_spawn(context, run_child(context, std::move(settings)),
                                             boost::asio::use_future));
    }
    boost::asio::steady_timer later(context, 100ms);  // for all to be started
    later.async_wait([&context](boost::system::error_code) { end_children(context); });
    context.run();
    for (auto& each : runs) {
        const Finished finished = each.get();
        EXPECT_EQ(finished.exit.signal, SIGKILL);
        EXPECT_FALSE(finished.exit.timed_out);
    }
}

// A copy of setpriv that its owner root has given away makes itself another user's.
std::filesystem::path copy_for_anybody(const std::filesystem::path& directory) {
    namespace fs = std::filesystem;
    const fs::path copy = directory / "setpriv";
    fs::copy_file("/usr/bin/setpriv", copy);
    fs::permissions(directory, fs::perms(0755));
    fs::permissions(copy, fs::perms(04755));
    return copy;
}

// run_as_nobody runs it as a user who may not end what it becomes: 0 where it was given up in time.
int run_as_nobody(const std::filesystem::path& setpriv) {
    if (::setresgid(65534, 65534, 65534) != 0 || ::setresuid(65534, 65534, 65534) != 0) {
        return 2;
    }
    const auto started = std::chrono::steady_clock::now();
    const Finished finished =
        run({setpriv.string(), "--reuid", "0", "--clear-groups", "sleep", "20"}, 1s);
    const bool in_time = std::chrono::steady_clock::now() - started < 10s;
    return finished.exit.unended && finished.exit.timed_out && in_time ? 0 : 1;
}

TEST(RunChild, GivesUpWhoHasBecomeAnotherUser) {
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can make a program that becomes another user";
    }
    std::string directory = std::filesystem::temp_directory_path() / "tlsmatrix-XXXXXX";
    ASSERT_NE(::mkdtemp(directory.data()), nullptr);
    const auto setpriv = copy_for_anybody(directory);
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(run_as_nobody(setpriv));
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    std::filesystem::remove_all(directory);
    EXPECT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
}

// A zombie, whose parent has not come to reap it, is as good as gone.
bool is_gone(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    std::string stat;
    std::getline(file, stat);  // nothing, where it goes between the opening and the reading
    return stat.empty() || stat.find(") Z ") != std::string::npos;
}

TEST(RunChild, EndsTheWholeGroupWithItsLeader) {
    const Finished finished = shell("sleep 600 & echo $!");
    EXPECT_EQ(finished.exit.status, 0);
    const pid_t left = std::stoi(finished.output);
    const auto patience = std::chrono::steady_clock::now() + 60s;
    while (!is_gone(left)) {
        ASSERT_LT(std::chrono::steady_clock::now(), patience) << left << " survived";
        std::this_thread::yield();
    }
}

TEST(RunChild, KeepsTheEndOfALongOutputAndCountsAll) {
    const Finished finished = shell("head -c 3000000 /dev/zero | tr '\\0' x; echo end");
    EXPECT_EQ(finished.output.size(), Finished::max_output);
    EXPECT_EQ(finished.output_bytes, 3'000'004U);
    EXPECT_THAT(finished.output, EndsWith("xend\n"));
}

TEST(RunChild, SaysWhatCannotBeRun) {
    try {
        run({"no-such-program"});
        FAIL() << "nothing was thrown";
    } catch (const SetupError& error) {
        EXPECT_THAT(error.what(), HasSubstr("cannot run 'no-such-program'"));
        EXPECT_THAT(error.what(), HasSubstr("on PATH"));
    }
    EXPECT_THROW(run({"/"}), SetupError);
}

}  // namespace
}  // namespace tlsmatrix::process::child_process_test
