// A program that is run once, by its argument vector: its own process group, no terminal, a
// deadline, its output kept.
//   const Finished finished = co_await run_child(context, settings);
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace tlsmatrix::process {

// Exit is how a process ended: by itself with a status, or by a signal; and whether it was made to.
struct Exit {
    std::optional<int> status;
    std::optional<int> signal;
    bool timed_out = false;
    bool unended = false;  // nobody could end it: it runs on, or has become another user's

    [[nodiscard]] bool succeeded() const { return status == 0 && !timed_out; }
};

// Finished is what is left of a run. Output is standard output and error as they came, the last
// max_output bytes of it.
struct Finished {
    static constexpr std::size_t max_output = std::size_t{64} * 1024;

    Exit exit;
    std::string output;
    std::size_t output_bytes = 0;
    std::chrono::milliseconds duration{0};
};

// ChildSettings is what is run. The first argument is looked up on PATH.
struct ChildSettings {
    std::vector<std::string> arguments;
    std::vector<std::string> environment;
    std::string input = {};  // its standard input; empty: there is nothing to read
    std::chrono::milliseconds timeout{10'000};
    // started is told the process id, which is the group's too, while the process lives.
    std::function<void(pid_t)> started = nullptr;
};

// patience_after_term is how long a process that was told to end may take before it is killed.
inline constexpr std::chrono::milliseconds patience_after_term{200};

// patience_after_kill is how long one that was killed is waited for. Who has become another user,
// or hangs in the kernel, is given up then.
inline constexpr std::chrono::milliseconds patience_after_kill{1000};

// run_child starts the program and returns when it has ended and its group is gone: at the deadline
// it gets TERM, and KILL patience_after_term later, though it may have left its group. Whoever is
// left of its group when it ends gets KILL. Throws SetupError where it cannot be started. The
// context must run on the calling thread.
[[nodiscard]] boost::asio::awaitable<Finished> run_child(boost::asio::io_context& context,
                                                         ChildSettings settings);

// end_children kills all that run_child runs on this context; each returns within
// patience_after_kill.
void end_children(boost::asio::io_context& context);

}  // namespace tlsmatrix::process
