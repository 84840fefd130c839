#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/cancelled.hpp>
#include <tlsmatrix/client/detail/connect.hpp>
#include <tlsmatrix/client/detail/exchange.hpp>
#include <tlsmatrix/client/detail/perform.hpp>
#include <tlsmatrix/client/detail/redirect.hpp>

namespace tlsmatrix::client {
namespace {

namespace asio = boost::asio;
using Clock = Stream::Clock;

Failure usage(std::string message) {
    return {Failure::Kind::usage, std::move(message), {}};
}

Failure with_receipt(Failure failure, Receipt receipt) {
    failure.receipt = std::move(receipt);
    return failure;
}

bool is_safe(std::string_view method) {
    return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

// In TLS 1.3 a client is done before the server has judged it, so an alert that answers the first
// request belongs to the handshake after all.
Failure settle(Receipt& receipt, const Stream& stream, const Policy& policy, Exchanged& exchanged) {
    const ObservedAlert* alert = stream.connection().observation().decisive_alert();
    if (alert == nullptr || exchanged.response_started || receipt.reused) {
        return std::move(*exchanged.failure);
    }
    Attempt& attempt = receipt.attempts.back();
    attempt.outcome = Refused{*alert};
    attempt.observation.alerts.push_back(*alert);
    explain(attempt, stream.connection(), policy, false);
    return explain_failure(receipt);
}

// Hop is one request to one URL.
class Hop {
  public:
    Hop(std::shared_ptr<PolicyContexts> contexts, Pool& pool, const Request& request, Url url,
        std::string bytes, Clock::time_point deadline)
        : contexts_(std::move(contexts)),
          pool_(pool),
          request_(request),
          url_(std::move(url)),
          bytes_(std::move(bytes)),
          deadline_(deadline) {}

    asio::awaitable<Outcome> run();

  private:
    asio::awaitable<Outcome> exchange_on(PooledConnection& connection);
    [[nodiscard]] Failure not_sent_twice(Failure failure) const;

    std::shared_ptr<PolicyContexts> contexts_;
    Pool& pool_;
    const Request& request_;
    Url url_;
    std::string bytes_;
    Clock::time_point deadline_;
    bool response_started_ = false;
    bool keep_alive_ = false;
};

asio::awaitable<Outcome> Hop::run() {
    const auto executor = co_await asio::this_coro::executor;
    if (auto pooled = pool_.take(contexts_, url_, executor)) {
        pooled->receipt.reused = true;
        Outcome outcome = co_await exchange_on(*pooled);
        const bool cancelled = is_cancelled(co_await asio::this_coro::cancellation_state);
        const bool died = !outcome && outcome.error().kind == Failure::Kind::broken &&
                          !response_started_ && !cancelled;
        if (!died || !is_safe(request_.method)) {
            if (outcome && keep_alive_) {
                pool_.put(contexts_, url_, std::move(*pooled));
            } else if (died) {
                outcome = not_sent_twice(outcome.error());
            }
            co_return outcome;
        }
    }
    Connected connected = co_await connect(*contexts_, url_, deadline_);
    if (!connected.stream) {
        co_return with_receipt(std::move(*connected.failure), std::move(connected.receipt));
    }
    PooledConnection fresh{std::move(connected.stream), std::move(connected.receipt)};
    Outcome outcome = co_await exchange_on(fresh);
    if (outcome && keep_alive_) {
        pool_.put(contexts_, url_, std::move(fresh));
    } else if (outcome) {
        co_await fresh.stream->shutdown();
    }
    co_return outcome;
}

Failure Hop::not_sent_twice(Failure failure) const {
    failure.message += fmt::format(
        "; the connection had been used before, and {} is not sent twice in silence: ask again if "
        "that is safe",
        request_.method);
    return failure;
}

asio::awaitable<Outcome> Hop::exchange_on(PooledConnection& connection) {
    Stream& stream = *connection.stream;
    stream.expires_after(deadline_ - Clock::now());
    Exchanged exchanged =
        co_await exchange(stream, bytes_, request_.method == "HEAD", contexts_->policy().limits);
    response_started_ = exchanged.response_started;
    if (exchanged.failure) {
        Failure failure = settle(connection.receipt, stream, contexts_->policy(), exchanged);
        co_return with_receipt(std::move(failure), connection.receipt);
    }
    contexts_->remember(connection.receipt.attempts.back().offered, url_,
                        stream.connection().session());
    keep_alive_ = exchanged.keep_alive && contexts_->policy().keep_alive.count() > 0;
    Response response{exchanged.status, std::move(exchanged.headers), std::move(exchanged.body),
                      connection.receipt};
    co_return response;
}

}  // namespace

asio::awaitable<Outcome> perform(Mounts& mounts, Pool& pool, Request request) {
    // Cancellation shows as an operation that failed, not as an exception out of the next one.
    co_await asio::this_coro::throw_if_cancelled(false);
    std::optional<Clock::time_point> deadline;
    for (unsigned followed = 0;; ++followed) {
        auto url = parse_url(request.url);
        if (!url) {
            co_return usage(url.error().message);
        }
        auto bytes = serialize_request(request, *url);
        if (!bytes) {
            co_return usage(bytes.error().message);
        }
        const auto contexts = mounts.find(*url);
        const Policy& policy = contexts->policy();
        if (!deadline) {
            deadline = Clock::now() + policy.timeouts.total;
        }
        Hop hop(contexts, pool, request, *url, std::move(*bytes), *deadline);
        Outcome outcome = co_await hop.run();
        const bool goes_on = outcome && policy.most_redirects != 0 && is_redirect(outcome->status);
        const bool cancelled = is_cancelled(co_await asio::this_coro::cancellation_state);
        if (cancelled && (!outcome || goes_on)) {
            co_return Failure{Failure::Kind::cancelled, "the request was cancelled",
                              outcome ? outcome->receipt : outcome.error().receipt};
        }
        if (!goes_on) {
            co_return outcome;
        }
        if (followed == policy.most_redirects) {
            co_return Failure{Failure::Kind::bad_response,
                              fmt::format("more than {} redirects: the last one was {}",
                                          policy.most_redirects, request.url),
                              std::move(outcome->receipt)};
        }
        auto next = redirected(request, *url, *outcome);
        if (!next) {
            co_return Failure{Failure::Kind::bad_response, next.error().message,
                              std::move(outcome->receipt)};
        }
        request = std::move(*next);
    }
}

}  // namespace tlsmatrix::client
