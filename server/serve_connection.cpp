#include <array>
#include <charconv>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/dates.hpp>
#include <tlsmatrix/server/behaviours/detail/misbehave.hpp>
#include <tlsmatrix/server/detail/conversation.hpp>
#include <tlsmatrix/server/detail/serve_connection.hpp>
#include <tlsmatrix/server/http/response_writer.hpp>
#include <tlsmatrix/server/origin.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = Stream::Clock;

const ConnectionWatcher nobody;

// Asio's own text of an address is inet_ntop's, which prints each byte by way of sprintf.
std::string text_of(const asio::ip::address& address) {
    if (!address.is_v4()) {
        return address.to_string();
    }
    std::array<char, 15> text;
    char* at = text.data();
    for (const unsigned byte : address.to_v4().to_bytes()) {
        if (at != text.data()) {
            *at++ = '.';
        }
        at = std::to_chars(at, text.data() + text.size(), byte).ptr;
    }
    return {text.data(), at};
}

Address address_of(const tcp::endpoint& endpoint) {
    return {text_of(endpoint.address()), endpoint.port()};
}

ConnectionFacts facts_of(Worker& worker, const PinnedContext& pinned, const tcp::endpoint& peer) {
    ConnectionFacts facts;
    facts.serial = worker.next_serial();
    facts.listener = pinned.name;
    facts.pinned = pinned.versions;
    facts.engine = pinned.engine;
    facts.peer = address_of(peer);
    facts.local = pinned.local;
    facts.started = std::chrono::system_clock::now();
    facts.misbehaves = pinned.behaviour != nullptr;
    facts.certificate = pinned.certificate;
    return facts;
}

// Lifetime tells whoever watches of a connection's beginning and end.
class Lifetime {
  public:
    Lifetime(const ConnectionWatcher& watcher, const ConnectionFacts& facts)
        : watcher_(watcher),
          event_{ConnectionEvent::Kind::opened, facts.serial, facts.local.port, facts.peer.port} {
        tell();
    }
    ~Lifetime() {
        event_.kind = ConnectionEvent::Kind::closed;
        tell();
    }
    Lifetime(const Lifetime&) = delete;
    Lifetime& operator=(const Lifetime&) = delete;

  private:
    void tell() const {
        if (watcher_) {
            watcher_(event_);
        }
    }

    const ConnectionWatcher& watcher_;
    ConnectionEvent event_;
};

// A connection that was accepted just before the stop may be silent; the stop does not wait for it.
Clock::duration time_for_handshake(const Worker& worker) {
    const Deadlines& deadlines = worker.settings().deadlines;
    return worker.stopping() ? std::min(deadlines.linger, deadlines.handshake)
                             : deadlines.handshake;
}

bool was_ended_by_us(const Worker& worker, const HandshakeOutcome& outcome) {
    return std::holds_alternative<Aborted>(outcome) ||
           (worker.gave_up() && std::holds_alternative<TimedOut>(outcome));
}

// plain_answer tells a client that forgot TLS what this port is, in the language that it speaks.
std::string plain_answer(const ConnectionFacts& facts) {
    const Response response{
        .status = 400,
        .body = fmt::format("This port speaks TLS, and this request came in plain HTTP.\n"
                            "Use {}/ instead.\n",
                            origin_of(facts.local))};
    std::string bytes;
    append_response(bytes, response,
                    {.keep_alive = false,
                     .head = facts.observation.stray.starts_with("HEAD"),
                     .date = http_date_now()});
    return bytes;
}

// turn_away ends a connection whose handshake failed. To close on bytes that are still unread, or
// on the way, resets the connection, and the client may lose the alert to that.
asio::awaitable<void> turn_away(Stream& stream, const ConnectionFacts& facts) {
    if (!facts.observation.plain_http()) {
        co_await stream.shutdown();
        const auto* refused = std::get_if<Refused>(&facts.outcome);
        if (refused != nullptr && refused->alert.sender == Sender::server) {
            co_await stream.drain();
        }
        co_return;
    }
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    const std::string answer = plain_answer(facts);
    const auto buffer = asio::buffer(answer);
    (void)co_await asio::async_write(stream.socket(), buffer, token);
    co_await stream.shutdown();
    co_await stream.drain();  // the request is still unread: to close on it would lose the answer
}

// The frames of HTTP/2 that a client gets from a server that agreed on it and does not support it:
// an empty SETTINGS, which a server has to begin with, and a GOAWAY of NO_ERROR that has looked at
// no stream (RFC 9113 sections 3.4 and 6.8). Each begins with its length in three bytes, its type,
// its flags and its stream.
constexpr std::string_view h2_goodbye{
    "\0\0\0\4\0\0\0\0\0"
    "\0\0\x8\7\0\0\0\0\0\0\0\0\0\0\0\0\0",
    26};

asio::awaitable<void> say_h2_goodbye(Stream& stream, const Deadlines& deadlines) {
    stream.expires_after(deadlines.write);
    (void)co_await stream.write(h2_goodbye);
    stream.expires_after(deadlines.linger);
    co_await stream.shutdown();
    co_await stream.drain();
}

}  // namespace

asio::awaitable<void> serve(Worker& worker, Accepted client,
                            std::shared_ptr<const PinnedContext> pinned, UnderWay under_way) {
    const Clock::time_point accepted = Clock::now();
    ConnectionFacts facts = facts_of(worker, *pinned, client.peer);
    const bool proof = worker.is_proof(facts.peer.port);
    const Lifetime lifetime(proof ? nobody : worker.settings().connection_watcher, facts);
    Stream stream(std::move(client.socket), pinned->context);
    SessionGuard guard(worker, stream);
    stream.expires_after(time_for_handshake(worker));
    Misbehaviour misbehaviour;
    if (pinned->behaviour == nullptr) {
        facts.outcome = co_await stream.handshake();
    } else {
        misbehaviour = co_await misbehave(stream, *pinned->behaviour, pinned->other);
        facts.outcome = std::move(misbehaviour.outcome);
    }
    under_way.reset();
    guard.handshake_over();
    facts.pinned = stream.connection().versions_in_force();
    facts.observation = stream.connection().take_observation();
    if (!facts.observation.client_hello) {
        facts.observation.client_hello = std::move(misbehaviour.hello);
    }
    if (!guard.why_ended().empty() && was_ended_by_us(worker, facts.outcome)) {
        facts.outcome = Aborted{std::string(guard.why_ended())};
    }
    if (proof) {
        co_return;
    }
    if (!std::holds_alternative<Negotiated>(facts.outcome)) {
        Account told = account::of({.seen = facts.observation,
                                    .outcome = facts.outcome,
                                    .own = stream.connection().own_end()});
        facts.cause = std::move(told.sentence);
        facts.advice = std::move(told.advice);
        record_unserved(worker, facts, accepted);
        if (misbehaviour.resets) {
            co_return;
        }
        stream.expires_after(worker.settings().deadlines.linger);
        co_await turn_away(stream, facts);
        co_return;
    }
    facts.alpn = stream.connection().negotiated_alpn();
    if (misbehaviour.acted) {
        facts.cause = behaviour_cause(*pinned->behaviour);
    }
    if (misbehaviour.is_half_open) {
        record_unserved(worker, facts, accepted);
        stream.expires_after(worker.settings().deadlines.keep_alive);
        co_await stream.pause();
        co_return;
    }
    if (facts.alpn == "h2") {  // only where a context was told so: see take_h2
        record_unserved(worker, facts, accepted);
        co_await say_h2_goodbye(stream, worker.settings().deadlines);
        co_return;
    }
    Conversation conversation(worker, stream, guard, facts);
    co_await conversation.run();
}

}  // namespace tlsmatrix::server
