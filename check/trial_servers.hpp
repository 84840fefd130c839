// The pinned servers of a check, a listener for each trial, and what they saw. Internal.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <tlsmatrix/check/bench_authority.hpp>
#include <tlsmatrix/check/profile.hpp>
#include <tlsmatrix/check/sight.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::check {

// TrialServers listens for the trials that are pinned or for all versions. Everything but the
// constructor is called on the context's thread; the servers' threads only post to it. It outlives
// the last run of the context.
class TrialServers {
  public:
    // Throws SetupError.
    TrialServers(boost::asio::io_context& context, const std::vector<Trial>& trials,
                 const CheckAuthority& authority, int security_level = 0);
    ~TrialServers();
    TrialServers(const TrialServers&) = delete;
    TrialServers& operator=(const TrialServers&) = delete;

    // port_of is where the trial of this index is; 0 where it has no listener here.
    [[nodiscard]] std::uint16_t port_of(std::size_t trial) const { return ports_[trial]; }

    // settle is called once the client has gone: it waits until everything that the client sent has
    // been judged by the server, for `patience` at most, and returns all its connections in order.
    // A trial may be settled again after another client.
    [[nodiscard]] boost::asio::awaitable<std::vector<ConnectionSight>> settle(
        std::size_t trial, std::chrono::milliseconds patience);

  private:
    struct PortLog;
    void start(std::vector<std::size_t> indexes, const std::vector<Trial>& trials,
               Credentials credentials);
    void note(const server::AccessEntry& entry);
    void note(const server::ConnectionEvent& event);

    boost::asio::io_context& context_;
    int security_level_;
    std::vector<std::uint16_t> ports_;
    std::map<std::uint16_t, std::unique_ptr<PortLog>> logs_;
    std::vector<std::unique_ptr<server::Server>> servers_;  // last: their threads use the rest
};

}  // namespace tlsmatrix::check
