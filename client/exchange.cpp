#include <array>
#include <optional>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/cancelled.hpp>
#include <tlsmatrix/client/detail/exchange.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::client {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

using Parser = http::response_parser<http::string_body>;

account::Later later(const Stream& stream, IoStatus status) {
    if (stream.connection().flooded()) {
        return account::Later::flooded;
    }
    switch (status) {
        case IoStatus::timed_out:
            return account::Later::timed_out;
        case IoStatus::closed:
        case IoStatus::truncated:
            return account::Later::closed;
        default:
            return account::Later::broken;
    }
}

Failure::Kind kind_of(account::Cause cause) {
    return cause == account::Cause::alert_later       ? Failure::Kind::handshake
           : cause == account::Cause::timed_out_later ? Failure::Kind::timed_out
                                                      : Failure::Kind::broken;
}

Failure read_failure(const Stream& stream, IoStatus status) {
    const Connection& connection = stream.connection();
    Account told = account::of({.seen = connection.observation(),
                                .outcome = connection.outcome(),
                                .own = connection.own_end(),
                                .later = later(stream, status),
                                .begun = true,
                                .later_words = connection.failure()});
    const std::string advice = told.advice.empty() ? std::string() : "; " + told.advice;
    return {kind_of(told.cause), std::move(told.sentence) + advice, {}};
}

Failure bad_response(const error_code& error) {
    if (error == http::error::body_limit || error == http::error::header_limit) {
        return {Failure::Kind::bad_response, "the response is larger than the policy's limits", {}};
    }
    return {Failure::Kind::bad_response,
            fmt::format("the server's answer is not an HTTP response ({})", error.message()),
            {}};
}

// RFC 9110 section 15.2: interim responses may come unasked; 101 ends the conversation in HTTP.
bool is_interim(unsigned status) {
    return status / 100 == 1 && status != 101;
}

// ResponseReading feeds the parser; what it does not take yet waits in the buffer.
class ResponseReading {
  public:
    ResponseReading(bool head, const ResponseLimits& limits) : head_(head), limits_(limits) {
        begin();
    }

    [[nodiscard]] bool done() const { return parser_->is_done(); }
    [[nodiscard]] Parser& parser() { return *parser_; }
    // has_more tells whether bytes came behind the response, to which nobody asked a question.
    [[nodiscard]] bool has_more() const { return !buffer_.empty(); }

    error_code feed(std::string_view bytes) {
        buffer_.append(bytes);
        error_code error;
        std::size_t taken = 0;
        while (taken < buffer_.size() && !parser_->is_done()) {
            const std::size_t count =
                parser_->put(asio::buffer(buffer_.data() + taken, buffer_.size() - taken), error);
            taken += count;
            if (!error && done() && is_interim(parser_->get().result_int())) {
                error = next_response();
            }
            if (error || count == 0) {
                break;
            }
        }
        buffer_.erase(0, taken);
        if (error == http::error::need_more) {
            error = {};
        }
        // Beast bounds the header and the body; what is around chunks, and behind them, is not.
        if (!error && !done() && buffer_.size() > limits_.header_bytes) {
            error = http::error::header_limit;
        }
        return error;
    }

    error_code finish() {
        error_code error;
        parser_->put_eof(error);
        return error;
    }

  private:
    static constexpr int max_interim = 32;

    void begin() {
        parser_.emplace();
        parser_->skip(head_);
        parser_->eager(true);
        parser_->header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
        parser_->body_limit(limits_.body_bytes);
    }

    error_code next_response() {
        begin();
        return ++interim_ > max_interim ? http::error::header_limit : error_code();
    }

    bool head_;
    ResponseLimits limits_;
    int interim_ = 0;
    std::optional<Parser> parser_;
    std::string buffer_;
};

void take(Parser& parser, Exchanged& into) {
    into.keep_alive = parser.keep_alive();
    auto message = parser.release();
    into.status = static_cast<int>(message.result_int());
    for (const auto& field : message) {
        into.headers.push_back({std::string(field.name_string()), std::string(field.value())});
    }
    into.body = std::move(message.body());
}

}  // namespace

asio::awaitable<Exchanged> exchange(Stream& stream, std::string bytes, bool head,
                                    const ResponseLimits& limits) {
    Exchanged exchanged;
    const IoResult written = co_await stream.write(bytes);
    // A server may answer and close before it has read all, so a failed write is no verdict yet.
    if (written.status == IoStatus::timed_out) {
        exchanged.failure = read_failure(stream, written.status);
        co_return exchanged;
    }
    ResponseReading reading(head, limits);
    std::array<char, 8192> room;
    const auto executor = co_await asio::this_coro::executor;
    while (!reading.done()) {
        // A server that sends faster than this reads leaves nothing to wait for, and whoever
        // cancels would never have a turn.
        co_await asio::post(executor, asio::use_awaitable);
        const bool cancelled = is_cancelled(co_await asio::this_coro::cancellation_state);
        if (cancelled) {
            exchanged.failure = read_failure(stream, IoStatus::failed);
            co_return exchanged;
        }
        const IoResult result = co_await stream.read(room);
        if (result.status != IoStatus::ok) {
            // A body without a length ends with the connection: only a clean end counts as one.
            const bool clean =
                result.status == IoStatus::closed && reading.parser().is_header_done();
            if (!clean || reading.finish()) {
                exchanged.failure = read_failure(stream, result.status);
                co_return exchanged;
            }
            break;
        }
        exchanged.response_started = true;
        if (const error_code error = reading.feed({room.data(), result.bytes})) {
            exchanged.failure = bad_response(error);
            co_return exchanged;
        }
    }
    take(reading.parser(), exchanged);
    exchanged.keep_alive = exchanged.keep_alive && !reading.has_more();
    co_return exchanged;
}

}  // namespace tlsmatrix::client
