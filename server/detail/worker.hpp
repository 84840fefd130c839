// One thread's share of a server: its io_context, its sessions, its log writer. Internal.
#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <list>
#include <memory>
#include <string_view>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <tlsmatrix/engine/stream.hpp>
#include <tlsmatrix/server/settings.hpp>

namespace tlsmatrix::server {

// PinnedContext is what a session needs to know of its listener. Outlives every session.
struct PinnedContext {
    std::string name;
    VersionSet versions;
    Engine engine = Engine::exact;
    Address local;
    ServerContext context;
    const Behaviour* behaviour = nullptr;
    const ZooEntry* certificate = nullptr;
    std::optional<ServerContext> other = {};  // for Reaction::other_server
};

// ProofPorts holds the local ports of the pin proof's own connections, which write no line. It is
// used while the server starts and costs one relaxed load afterwards.
class ProofPorts {
  public:
    void insert(std::uint16_t port);
    void finish() { active_.store(false, std::memory_order_relaxed); }
    [[nodiscard]] bool contains(std::uint16_t port) const;

  private:
    std::atomic<bool> active_{true};
    mutable std::atomic<std::uint64_t> ports_[65536 / 64] = {};
};

class Worker;

// Accepted is a connection as accept(2) gives it. The address comes with it, since a client that
// resets at once has none any more by the time that anybody asks.
struct Accepted {
    boost::asio::ip::tcp::socket socket;
    boost::asio::ip::tcp::endpoint peer;
};

// UnderWay counts a handshake for as long as it is held.
struct CountDown {
    void operator()(std::atomic<unsigned>* count) const { --*count; }
};
using UnderWay = std::unique_ptr<std::atomic<unsigned>, CountDown>;

// ActiveSession is a session as its worker sees it: how to end it when the server stops.
struct ActiveSession {
    Stream* stream = nullptr;
    bool idle = true;  // no request in flight: it may be closed at once
    Stream::Clock::time_point since = Stream::Clock::now();
    std::string_view why_ended = {};  // where the server ended it during its handshake
};

// Worker runs sessions on one io_context. Everything but the constructor, run and the two stops is
// called on its own thread.
class Worker {
  public:
    Worker(const Settings& settings, const ProofPorts& proof_ports,
           std::atomic<std::uint64_t>& serial);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    [[nodiscard]] boost::asio::io_context& context() { return context_; }
    void run();

    // start_session spawns a session on an accepted socket that belongs to context(). Any thread.
    void start_session(Accepted accepted, std::shared_ptr<const PinnedContext> pinned);

    // crowded tells whether as many handshakes are under way as may be. Any thread.
    [[nodiscard]] bool crowded() const { return under_way_.load() >= most_handshakes_; }
    // make_room ends the handshakes whose clients have been silent for a while. Any thread.
    void make_room();

    // stop closes what is idle and lets the rest finish within Deadlines::stop, beyond which it is
    // ended, and recorded; run() then returns. stop_now drops everything, unrecorded. Any thread.
    void stop();
    void stop_now();

    [[nodiscard]] const Settings& settings() const { return settings_; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    // gave_up tells that Deadlines::stop has passed: nothing is waited for any more.
    [[nodiscard]] bool gave_up() const { return gave_up_; }
    [[nodiscard]] std::uint64_t next_serial() { return serial_.fetch_add(1) + 1; }
    [[nodiscard]] bool is_proof(std::uint16_t port) const { return proof_ports_.contains(port); }
    void record(const AccessEntry& entry);

  private:
    friend class SessionGuard;
    static void end(ActiveSession& session, std::string_view why);
    void limit_stop();
    void give_up();
    void report(std::exception_ptr exception) const;
    void close_what_is_left();
    void finish_if_empty();
    void schedule_flush();

    const Settings& settings_;
    const ProofPorts& proof_ports_;
    std::atomic<std::uint64_t>& serial_;
    const unsigned most_handshakes_;
    std::atomic<unsigned> under_way_{0};  // the sockets that were handed over included
    // Both stand before context_: destroying that ends what is suspended.
    std::list<ActiveSession> handshakes_;  // oldest first
    std::list<ActiveSession> sessions_;    // whose handshake is over
    bool stopping_ = false;
    bool gave_up_ = false;
    Stream::Clock::time_point stop_ends_;
    boost::asio::io_context context_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    boost::asio::steady_timer stop_timer_;
    boost::asio::steady_timer flush_timer_;
    bool flush_scheduled_ = false;
    std::unique_ptr<AccessLogWriter> log_;
};

// SessionGuard enters a session in its worker's lists for as long as it lives.
class SessionGuard {
  public:
    SessionGuard(Worker& worker, Stream& stream);
    ~SessionGuard();
    SessionGuard(const SessionGuard&) = delete;
    SessionGuard& operator=(const SessionGuard&) = delete;
    void set_idle(bool idle) { entry_->idle = idle; }
    // handshake_over is called once, however it ended.
    void handshake_over();
    // why_ended is why the server ended the handshake; empty where it did not.
    [[nodiscard]] std::string_view why_ended() const { return entry_->why_ended; }

  private:
    Worker& worker_;
    bool shaking_hands_ = true;
    std::list<ActiveSession>::iterator entry_;
};

}  // namespace tlsmatrix::server
