#include "server/session.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "server/dates.hpp"
#include "server/request_reader.hpp"
#include "server/response_writer.hpp"
#include "server/worker.hpp"
#include "tls/cause.hpp"

namespace tlsmatrix::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Clock = Stream::Clock;
using State = RequestReader::State;

// Reading is how far one request came.
enum class Reading { complete, refused, timed_out, gone };

Address peer_of(const tcp::socket& socket) {
    boost::system::error_code gone;  // a peer that has reset already has no address any more
    const tcp::endpoint endpoint = socket.remote_endpoint(gone);
    return gone ? Address{"-", 0} : Address{endpoint.address().to_string(), endpoint.port()};
}

ConnectionFacts facts_of(Worker& worker, const PinnedContext& pinned, const tcp::socket& socket) {
    ConnectionFacts facts;
    facts.serial = worker.next_serial();
    facts.listener = pinned.name;
    facts.pinned = pinned.versions;
    facts.engine = pinned.engine;
    facts.peer = peer_of(socket);
    facts.local = pinned.local;
    facts.started = std::chrono::system_clock::now();
    return facts;
}

// Conversation is the state of one connection's requests; it lives in the coroutine's frame.
class Conversation {
  public:
    Conversation(Worker& worker, Stream& stream, SessionGuard& guard, ConnectionFacts& facts)
        : worker_(worker),
          stream_(stream),
          guard_(guard),
          facts_(facts),
          reader_(worker.settings().limits),
          request_started_(Clock::now()) {}

    asio::awaitable<void> run();
    void record_without_request(Clock::time_point accepted, std::string cause);

  private:
    asio::awaitable<Reading> read_request();
    asio::awaitable<bool> read_more();
    asio::awaitable<bool> answer(const Response& response, bool keep_alive);
    asio::awaitable<bool> handle_complete();
    asio::awaitable<void> refuse(int status, std::string_view reason);
    void set_deadline();
    [[nodiscard]] std::string why_no_request(Reading reading) const;
    void record(const Request* request, const Response* response, std::uint64_t body_bytes);

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
    IoStatus last_status_ = IoStatus::ok;
};

asio::awaitable<void> Conversation::run() {
    while (true) {
        const Reading reading = co_await read_request();
        guard_.set_idle(false);
        if (reading == Reading::complete) {
            if (!co_await handle_complete()) {
                break;
            }
            continue;
        }
        if (reading == Reading::refused) {
            co_await refuse(reader_.refusal().status, reader_.refusal().reason);
        } else if (reading == Reading::timed_out && reader_.state() != State::idle) {
            co_await refuse(408, "The request did not arrive in time.");
        } else if (requests_ == 0 || reader_.state() != State::idle) {
            record_without_request(request_started_, why_no_request(reading));
        }
        break;
    }
    stream_.expires_after(deadlines().linger);
    co_await stream_.shutdown();
}

std::string Conversation::why_no_request(Reading reading) const {
    if (const Alert* alert = stream_.connection().observation().decisive_alert()) {
        return fmt::format("negotiated, then the {} sent {}", sender_name(alert->sender),
                           alert_name(alert->description));
    }
    if (reader_.state() != State::idle) {
        return "negotiated, then closed before the request was complete";
    }
    return reading == Reading::timed_out ? "negotiated, but no request came in time"
                                         : "negotiated, then closed without a request";
}

asio::awaitable<Reading> Conversation::read_request() {
    continued_ = false;
    phase_ = State::refused;
    while (true) {
        switch (reader_.state()) {
            case State::complete:
                co_return Reading::complete;
            case State::refused:
                co_return Reading::refused;
            default:
                break;
        }
        set_deadline();
        if (!co_await read_more()) {
            const bool expired = last_status_ == IoStatus::timed_out;
            co_return expired ? Reading::timed_out : Reading::gone;
        }
    }
}

// Each phase of a request has a deadline of its own; only an idle body's moves with its bytes.
void Conversation::set_deadline() {
    const State state = reader_.state();
    const bool entered = state != phase_;
    phase_ = state;
    guard_.set_idle(state == State::idle);
    if (state == State::idle) {
        if (entered) {
            reader_.release();
            stream_.expires_after(requests_ == 0 ? deadlines().header : deadlines().keep_alive);
        }
    } else if (state == State::header) {
        if (entered) {
            request_started_ = Clock::now();
            stream_.expires_after(deadlines().header);
        }
    } else {
        if (entered) {
            body_started_ = Clock::now();
        }
        const Clock::duration left = body_started_ + deadlines().body_total - Clock::now();
        stream_.expires_after(std::min<Clock::duration>(left, deadlines().body_idle));
    }
}

asio::awaitable<bool> Conversation::read_more() {
    static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
    if (reader_.state() == State::body && reader_.expects_continue() && !continued_) {
        continued_ = true;
        co_await stream_.write(go_on);
    }
    const bool was_idle = reader_.state() == State::idle;
    const IoResult result = co_await stream_.read(reader_.prepare());
    last_status_ = result.status;
    if (result.status != IoStatus::ok) {
        co_return false;
    }
    if (was_idle) {
        request_started_ = Clock::now();
    }
    reader_.commit(result.bytes);
    co_return true;
}

asio::awaitable<bool> Conversation::handle_complete() {
    const Response response = worker_.settings().handler(reader_.request(), facts_);
    const bool keep_alive = reader_.keep_alive() && !worker_.stopping();
    if (!co_await answer(response, keep_alive) || !keep_alive) {
        co_return false;
    }
    reader_.next();
    request_started_ = Clock::now();
    co_return true;
}

asio::awaitable<void> Conversation::refuse(int status, std::string_view reason) {
    const Response response{.status = status, .headers = {}, .body = fmt::format("{}\n", reason)};
    if (co_await answer(response, false)) {
        stream_.expires_after(deadlines().linger);
        co_await stream_.shutdown();
        co_await stream_.drain();
    }
}

asio::awaitable<bool> Conversation::answer(const Response& response, bool keep_alive) {
    std::string bytes;
    const Request& request = reader_.request();
    const std::uint64_t body_bytes = append_response(bytes, response,
                                                     {.keep_alive = keep_alive,
                                                      .head = request.method == "HEAD",
                                                      .date = http_date_now(),
                                                      .http10 = request.version == 10});
    stream_.expires_after(deadlines().write);
    const IoResult written = co_await stream_.write(bytes);
    ++requests_;
    record(&request, &response, body_bytes);
    co_return written.status == IoStatus::ok;
}

void Conversation::record(const Request* request, const Response* response,
                          std::uint64_t body_bytes) {
    worker_.record(AccessEntry{
        .connection = &facts_,
        .request = request,
        .response = response,
        .body_bytes_sent = body_bytes,
        .requests = requests_,
        .time = std::chrono::system_clock::now(),
        .duration =
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - request_started_),
    });
}

void Conversation::record_without_request(Clock::time_point accepted, std::string cause) {
    request_started_ = accepted;
    facts_.cause = std::move(cause);
    record(nullptr, nullptr, 0);
}

}  // namespace

asio::awaitable<void> serve(Worker& worker, tcp::socket socket,
                            std::shared_ptr<const PinnedContext> pinned) {
    const Clock::time_point accepted = Clock::now();
    ConnectionFacts facts = facts_of(worker, *pinned, socket);
    const bool proof = worker.is_proof(facts.peer.port);
    Stream stream(std::move(socket), pinned->context);
    SessionGuard guard(worker, stream);
    stream.expires_after(worker.settings().deadlines.handshake);
    facts.outcome = co_await stream.handshake();
    facts.observation = stream.connection().take_observation();
    if (proof) {
        co_return;
    }
    Conversation conversation(worker, stream, guard, facts);
    if (!std::holds_alternative<Negotiated>(facts.outcome)) {
        conversation.record_without_request(
            accepted, refusal_cause(facts.observation, facts.outcome, facts.pinned));
        stream.expires_after(worker.settings().deadlines.linger);
        co_await stream.shutdown();
        co_return;
    }
    facts.alpn = stream.connection().negotiated_alpn();
    co_await conversation.run();
}

}  // namespace tlsmatrix::server
