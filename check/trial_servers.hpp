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

// settling is how long a server is waited for that has still to make something of a client which
// has gone. That takes milliseconds.
inline constexpr std::chrono::milliseconds settling{3000};

// Listening is how the servers of a check are there for clients.
struct Listening {
    std::string_view address = loopback_address;
    // keep_alive is how long a connection may be idle between two requests.
    std::chrono::milliseconds keep_alive = server::Deadlines{}.keep_alive;
    bool takes_h2 = false;  // agrees on h2 with a client that offers nothing else: see take_h2
};

// TrialServers listens for the trials that a real server answers. Everything is called on the
// context's thread; the servers' threads only post to it. It outlives the last run of the context.
class TrialServers {
  public:
    // Every server has `own`, where it is given, in place of a certificate of the authority's.
    // Throws SetupError.
    TrialServers(boost::asio::io_context& context, const CheckAuthority& authority,
                 const std::optional<Credentials>& own = std::nullopt, int security_level = 0,
                 Listening listening = {});
    ~TrialServers();
    TrialServers(const TrialServers&) = delete;
    TrialServers& operator=(const TrialServers&) = delete;

    // open starts a server for the trial's versions, profile and kind, and returns its port. Throws
    // SetupError.
    [[nodiscard]] std::uint16_t open(const Trial& trial);
    // The same for a listener that is no trial's, with the RSA certificate.
    [[nodiscard]] std::uint16_t open(const server::ListenerSettings& listener);

    // settle is called once the client has gone: it waits until everything that the client sent has
    // been judged by the server, for `patience` at most, and returns all its connections in order.
    // A port may be settled again after another client.
    [[nodiscard]] boost::asio::awaitable<std::vector<ConnectionSight>> settle(
        std::uint16_t port, std::chrono::milliseconds patience);

    // activity is what has come to the port so far, beside what settle dialled.
    [[nodiscard]] Activity activity(std::uint16_t port) const;

  private:
    struct PortLog;
    std::uint16_t start(server::Settings settings);
    void note(const server::AccessEntry& entry);
    void note(const server::ConnectionEvent& event);

    boost::asio::io_context& context_;
    Listening listening_;
    int security_level_;
    Credentials rsa_;
    Credentials ecdsa_;
    std::map<std::uint16_t, std::unique_ptr<PortLog>> logs_;
    std::vector<std::unique_ptr<server::Server>> servers_;  // last: their threads use the rest
};

}  // namespace tlsmatrix::check
