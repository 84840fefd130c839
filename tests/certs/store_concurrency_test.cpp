#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "tests/certs/support.hpp"
#include <tlsmatrix/certs/store.hpp>
#include <tlsmatrix/certs/store_lock.hpp>

namespace tlsmatrix::certs::store_concurrency_test {
namespace {

namespace fs = std::filesystem;
using Event = KeptCa::Event;

struct Outcome {
    Event event = Event::loaded;
    std::string root;
    std::string fault;
};

std::vector<Outcome> open_together(const fs::path& directory, int count, TimePoint now) {
    std::vector<Outcome> outcomes(static_cast<std::size_t>(count));
    std::vector<std::thread> threads;
    for (Outcome& outcome : outcomes) {
        threads.emplace_back([&outcome, &directory, now] {
            outcome.fault = fault_of([&] {
                const auto stored = Store(directory).open_or_create(KeyType::ecdsa, now);
                outcome.event = stored.event;
                outcome.root = encoded(stored.root);
            });
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    return outcomes;
}

void expect_one_ca(const std::vector<Outcome>& outcomes, Event first) {
    std::ptrdiff_t makers = 0;
    for (const Outcome& outcome : outcomes) {
        EXPECT_EQ(outcome.fault, "");
        EXPECT_EQ(outcome.root, outcomes.front().root);
        makers += outcome.event == first ? 1 : 0;
    }
    EXPECT_EQ(makers, 1);
}

TEST(StoreConcurrency, ThreadsThatStartTogetherEndWithOneCa) {
    const TimePoint now = current_time();
    for (int round = 0; round < 4; ++round) {
        const TemporaryDirectory directory;
        expect_one_ca(open_together(directory / "state", 8, now), Event::created);
        expect_one_ca(open_together(directory / "state", 8, now + std::chrono::days(366)),
                      Event::expired);
    }
}

// in_child runs the action in a process of its own, which ends with what it returns.
template <class Action>
pid_t in_child(Action action) {
    const pid_t child = fork();
    if (child == 0) {
        _exit(action());
    }
    return child;
}

TEST(StoreConcurrency, ProcessesThatStartTogetherEndWithOneCa) {
    const TemporaryDirectory directory;
    std::vector<pid_t> children;
    for (int i = 0; i < 50; ++i) {
        children.push_back(in_child([&] {
            try {
                const auto stored = Store(directory / "state").open_or_create(KeyType::rsa);
                return stored.event == Event::created ? 10 : 11;
            } catch (const std::exception&) {
                return 12;
            }
        }));
    }
    std::vector<int> codes;
    for (const pid_t child : children) {
        int status = 0;
        ASSERT_EQ(waitpid(child, &status, 0), child);
        codes.push_back(WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    }
    EXPECT_EQ(std::count(codes.begin(), codes.end(), 10), 1) << "one makes it";
    EXPECT_EQ(std::count(codes.begin(), codes.end(), 11), 49) << "all others load it";
    EXPECT_EQ(Store(directory / "state").open_or_create(KeyType::rsa).event, Event::loaded);
}

// SIGKILL at any moment: what is there afterwards is whole, and the next start needs no help.
TEST(StoreConcurrency, AKilledProcessLeavesAStoreThatOpens) {
    for (int microseconds = 0; microseconds < 6000; microseconds += 200) {
        const TemporaryDirectory directory;
        const pid_t child = in_child([&] {
            (void)Store(directory / "state").open_or_create(KeyType::ecdsa);
            return 0;
        });
        std::this_thread::sleep_for(std::chrono::microseconds(microseconds));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        EXPECT_EQ(
            fault_of([&] { (void)Store(directory / "state").open_or_create(KeyType::ecdsa); }), "")
            << microseconds;
        EXPECT_EQ(run("find " + directory.path().string() + " -name '.unfinished*'").output, "");
    }
}

TEST(StoreLock, IsHeldByOneAtATimeAndFreeAfterwards) {
    const TemporaryDirectory directory;
    auto lock = std::make_unique<StoreLock>(directory.path());
    std::atomic<bool> second = false;
    std::thread other([&] {
        const StoreLock waiting(directory.path());
        second = true;
    });
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_FALSE(second);
    lock.reset();
    other.join();
    EXPECT_TRUE(second);
}

TEST(StoreLock, OnAFileThatIsGoneKeepsNobodyOut) {
    const TemporaryDirectory directory;
    const StoreLock stale(directory.path());
    fs::remove(directory / "lock");
    const auto start = std::chrono::steady_clock::now();
    const StoreLock fresh(directory.path());
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_TRUE(fs::exists(directory / "lock"));
}

}  // namespace
}  // namespace tlsmatrix::certs::store_concurrency_test
