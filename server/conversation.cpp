#include <algorithm>
#include <exception>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/dates.hpp>
#include <tlsmatrix/server/detail/conversation.hpp>
#include <tlsmatrix/server/http/response_writer.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::server {

namespace asio = boost::asio;

namespace {

std::chrono::microseconds since(Stream::Clock::time_point start) {
    return std::chrono::duration_cast<std::chrono::microseconds>(Stream::Clock::now() - start);
}

}  // namespace

void record_unserved(Worker& worker, const ConnectionFacts& facts,
                     Stream::Clock::time_point start) {
    worker.record(AccessEntry{
        .connection = &facts, .time = std::chrono::system_clock::now(), .duration = since(start)});
}

Conversation::Reading Conversation::incomplete(IoStatus status) {
    return status == IoStatus::timed_out ? Reading::timed_out : Reading::gone;
}

Conversation::Conversation(Worker& worker, Stream& stream, SessionGuard& guard,
                           ConnectionFacts& facts)
    : worker_(worker),
      stream_(stream),
      guard_(guard),
      facts_(facts),
      reader_(worker.settings().limits),
      request_started_(Clock::now()) {}

asio::awaitable<void> Conversation::run() {
    bool going = true;
    while (going) {
        const Reading reading = co_await read_request();
        guard_.set_idle(false);
        if (reading == Reading::complete) {
            going = co_await handle_complete();
        } else {
            co_await handle_incomplete(reading);
            going = false;
        }
    }
    co_await close();
}

// It is one coroutine, since each that is made costs as much as a field of the request.
asio::awaitable<Conversation::Reading> Conversation::read_request() {
    continued_ = false;
    phase_ = State::refused;
    while (reader_.state() != State::complete && reader_.state() != State::refused) {
        if (worker_.gave_up()) {
            co_return Reading::gone;
        }
        set_deadline();
        if (reader_.expects_continue() && !continued_) {
            continued_ = true;
            co_await stream_.write(std::string_view("HTTP/1.1 100 Continue\r\n\r\n"));
        }
        const bool was_idle = reader_.state() == State::idle;
        if (was_idle) {
            if (requests_ > 0 && worker_.stopping()) {
                co_return Reading::gone;
            }
            // A client that has just been answered, or has just shaken hands, has mostly sent
            // nothing yet: to try to read would be in vain. No room is held for what it will send,
            // either.
            const IoStatus ready = co_await stream_.wait_readable();
            if (ready != IoStatus::ok) {
                co_return incomplete(ready);
            }
        }
        IoResult result = stream_.read_now(reader_.prepare());
        if (is_waiting(result.status)) {
            result = co_await stream_.read(reader_.prepare());
        }
        if (result.status != IoStatus::ok) {
            co_return incomplete(result.status);
        }
        request_started_ = was_idle ? Clock::now() : request_started_;
        reader_.commit(result.bytes);
    }
    co_return reader_.state() == State::complete ? Reading::complete : Reading::refused;
}

// Each phase of a request has a deadline of its own; only an idle body's moves with its bytes.
void Conversation::set_deadline() {
    const State state = reader_.state();
    const bool entered = state != phase_;
    phase_ = state;
    guard_.set_idle(state == State::idle);
    if (state == State::body) {
        if (entered) {
            body_started_ = Clock::now();
        }
        const Clock::duration left = body_started_ + deadlines().body_total - Clock::now();
        stream_.expires_after(std::min<Clock::duration>(left, deadlines().body_idle));
    } else if (entered && state == State::idle) {
        set_idle_deadline();
    } else if (entered) {
        request_started_ = Clock::now();
        stream_.expires_after(deadlines().header);
    }
}

// A server that stops while a handshake is under way expects the request right behind it.
void Conversation::set_idle_deadline() {
    reader_.release();
    const auto first =
        worker_.stopping() ? std::min(deadlines().linger, deadlines().header) : deadlines().header;
    stream_.expires_after(requests_ == 0 ? first : deadlines().keep_alive);
}

asio::awaitable<bool> Conversation::handle_complete() {
    const Response response = respond();
    if (response.delay > response.delay.zero() && !worker_.stopping()) {
        co_await pause(response.delay);
    }
    if (response.feed) {
        co_await answer_by_feed(response);
        co_return false;
    }
    const bool keep_alive = reader_.keep_alive() && !worker_.stopping() &&
                            !ends_by_closing(response, reader_.request().version == 10);
    const bool answered = co_await answer(response, keep_alive);
    if (!answered || !keep_alive) {
        co_return false;
    }
    reader_.next();
    request_started_ = Clock::now();
    if (reader_.state() != State::idle) {
        // Whoever sends request upon request must not keep the thread to itself.
        co_await asio::post(stream_.socket().get_executor(), asio::use_awaitable);
    }
    co_return true;
}

// Handlers of those who embed the server may throw, or give a status that is none: the client is
// told, and the line is written.
Response Conversation::respond() const {
    std::string what = "it threw something that is no std::exception";
    try {
        Response response = worker_.settings().handler(reader_.request(), facts_);
        const bool sound = response.status >= 100 && response.status <= 999;
        response.status = sound ? response.status : 500;
        return response;
    } catch (const std::exception& error) {
        what = error.what();
    } catch (...) {
    }
    return {.status = 500, .body = fmt::format("The handler of this request failed: {}\n", what)};
}

// A delayed request is as good as idle: a stop wakes it, and it is answered at once.
asio::awaitable<void> Conversation::pause(Clock::duration delay) {
    guard_.set_idle(true);
    stream_.expires_after(std::min<Clock::duration>(delay, deadlines().write));
    co_await stream_.pause();
    guard_.set_idle(false);
}

asio::awaitable<void> Conversation::handle_incomplete(Reading reading) {
    const bool begun = reader_.state() != State::idle;
    if (reading == Reading::refused) {
        co_await refuse(reader_.refusal().status, reader_.refusal().reason);
    } else if (reading == Reading::timed_out && begun && !worker_.gave_up()) {
        co_await refuse(408, "The request did not arrive in time.");
    } else if (requests_ == 0 || begun) {
        account_for(reading);
        record_unserved(worker_, facts_, request_started_);
    }
}

account::Later Conversation::later(Reading reading) const {
    const bool stopped = reader_.state() == State::idle ? worker_.stopping() : worker_.gave_up();
    return stream_.connection().flooded()  ? account::Later::flooded
           : stopped                       ? account::Later::stopped
           : reading == Reading::timed_out ? account::Later::timed_out
                                           : account::Later::closed;
}

void Conversation::account_for(Reading reading) {
    const Connection& connection = stream_.connection();
    const Observation& seen = connection.observation();
    Observation& all = facts_.observation;
    all.alerts.insert(all.alerts.end(), seen.alerts.begin(), seen.alerts.end());
    all.complaint = seen.complaint;
    all.reason = seen.reason;
    Account told = account::of({.seen = all,
                                .outcome = facts_.outcome,
                                .own = connection.own_end(),
                                .later = later(reading),
                                .begun = reader_.state() != State::idle,
                                .later_words = connection.failure()});
    facts_.cause = std::move(told.sentence);
    facts_.advice = std::move(told.advice);
}

asio::awaitable<void> Conversation::refuse(int status, std::string_view reason) {
    const Response response{.status = status, .body = fmt::format("{}\n", reason)};
    refused_ = true;
    co_await answer(response, false);
}

asio::awaitable<bool> Conversation::answer(const Response& response, bool keep_alive) {
    TextBuffer bytes(usual_head + response.body.size());
    const Request& request = reader_.request();
    const std::size_t body = append_response(bytes, response,
                                             {.keep_alive = keep_alive,
                                              .head = request.method == "HEAD",
                                              .date = http_date_now(),
                                              .http10 = request.version == 10});
    stream_.expires_after(worker_.gave_up() ? Clock::duration{} : deadlines().write);
    IoResult written = stream_.write_now(bytes.view());
    if (is_waiting(written.status)) {
        const IoResult rest = co_await stream_.write(bytes.view().substr(written.bytes));
        written = {rest.status, written.bytes + rest.bytes};
    }
    const std::size_t header = bytes.size() - body;
    record(response, written.bytes - std::min(written.bytes, header));
    co_return written.status == IoStatus::ok;
}

void Conversation::record(const Response& response, std::uint64_t body_bytes) {
    ++requests_;
    worker_.record(AccessEntry{.connection = &facts_,
                               .request = &reader_.request(),
                               .response = &response,
                               .body_bytes_sent = body_bytes,
                               .requests = requests_,
                               .time = std::chrono::system_clock::now(),
                               .duration = since(request_started_)});
}

// To close on bytes that were never read resets the connection, and the client may lose the last
// answer to that: what it still sends is read and dropped (RFC 9112 section 9.6).
asio::awaitable<void> Conversation::close() {
    const auto unread = [this] {
        boost::system::error_code gone;
        return refused_ ||
               (!stream_.connection().peer_said_goodbye() && stream_.socket().available(gone) > 0);
    };
    if (!unread() && stream_.close_notify_now()) {
        co_return;  // as it mostly goes: nothing to wait for, and so no deadline
    }
    stream_.expires_after(deadlines().linger);
    co_await stream_.shutdown();
    if (unread()) {
        co_await stream_.drain();
    }
}

}  // namespace tlsmatrix::server
