// Waits for a client that nobody here can start: a container's, a phone's, a daemon's.
//   Report report = wait_for_client(options, {.invite = tell}, authority);
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>

#include <tlsmatrix/check/check_runner.hpp>

namespace tlsmatrix::check {

// WaitOptions is what a wait has beside a check. CheckOptions::timeout is how long it lasts at the
// most; its command, jobs and input have no meaning.
struct WaitOptions {
    bool exposed = false;  // on every address of this machine; otherwise on 127.0.0.1
    // quiet is how long nothing may come to a server before the client is taken to have done with
    // it.
    std::chrono::milliseconds quiet{3000};
    // invite is called with the servers of each round, once they listen.
    std::function<void(std::span<const Invitation>)> invite = nullptr;
    // done_with is called with each server that the client has done with.
    std::function<void(const Invitation&)> done_with = nullptr;
};

// wait_for_client opens server after server, each on a port of its own, which stands for its trial:
// whatever comes there counts, until the wait ends. It ends once nothing is left to ask, at the
// timeout, or on SIGINT or SIGTERM, and judges what it has: of servers that nobody came to, and
// where the client was not done yet, nothing is decided. Throws SetupError.
[[nodiscard]] Report wait_for_client(const CheckOptions& options, const WaitOptions& waiting,
                                     const CheckAuthority& authority);

}  // namespace tlsmatrix::check
