// The requests of one connection, from its handshake to its end. Internal.
//   Conversation conversation(worker, stream, guard, facts);
//   co_await conversation.run();
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/server/detail/worker.hpp>
#include <tlsmatrix/server/http/request_reader.hpp>
#include <tlsmatrix/tls/account/facts.hpp>

namespace tlsmatrix::server {

// record_unserved records that a connection ended without a request that could be answered, for the
// reason that the facts have as their cause.
void record_unserved(Worker& worker, const ConnectionFacts& facts, Stream::Clock::time_point start);

// Conversation is the state of one connection's requests; it lives in the session's frame, and all
// that it is made of outlives it.
class Conversation {
  public:
    Conversation(Worker& worker, Stream& stream, SessionGuard& guard, ConnectionFacts& facts);

    // run answers request after request, records each, and closes the connection in the end.
    [[nodiscard]] boost::asio::awaitable<void> run();

  private:
    using Clock = Stream::Clock;
    using State = RequestReader::State;

    // Reading is how far one request came.
    enum class Reading { complete, refused, timed_out, gone };

    boost::asio::awaitable<Reading> read_request();
    boost::asio::awaitable<bool> handle_complete();
    boost::asio::awaitable<void> handle_incomplete(Reading reading);
    boost::asio::awaitable<void> refuse(int status, std::string_view reason);
    boost::asio::awaitable<void> pause(Clock::duration delay);
    boost::asio::awaitable<bool> answer(const Response& response, bool keep_alive);
    // answer_by_feed is in conversation_feed.cpp.
    boost::asio::awaitable<void> answer_by_feed(const Response& response);
    boost::asio::awaitable<void> close();

    [[nodiscard]] static Reading incomplete(IoStatus status);
    [[nodiscard]] Response respond() const;
    void set_deadline();
    void set_idle_deadline();
    void account_for(Reading reading);
    void record(const Response& response, std::uint64_t body_bytes);
    [[nodiscard]] account::Later later(Reading reading) const;
    [[nodiscard]] const Deadlines& deadlines() const { return worker_.settings().deadlines; }

    Worker& worker_;
    Stream& stream_;
    SessionGuard& guard_;
    ConnectionFacts& facts_;
    RequestReader reader_;
    State phase_ = State::refused;  // what the deadline was set for; refused: nothing yet
    Clock::time_point request_started_;
    Clock::time_point body_started_;
    std::uint64_t requests_ = 0;
    bool continued_ = false;  // 100 was sent for this request
    bool refused_ = false;    // the last answer came before all of its request
};

}  // namespace tlsmatrix::server
