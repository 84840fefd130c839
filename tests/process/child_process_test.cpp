#include <csignal>
#include <fstream>
#include <future>
#include <iterator>
#include <thread>

#include <boost/asio/co_spawn.hpp>
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

// A zombie, whose parent has not come to reap it, is as good as gone.
bool is_gone(pid_t pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
    const std::string stat((std::istreambuf_iterator<char>(file)), {});
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
    EXPECT_EQ(finished.output.size(), Finished::most_output);
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
