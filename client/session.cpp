#include "client/session.hpp"

#include <exception>
#include <optional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "client/connect.hpp"
#include "client/exchange.hpp"

namespace tlsmatrix::client {

namespace asio = boost::asio;
using Clock = Stream::Clock;

struct Session::Implementation {
    explicit Implementation(Policy policy) : contexts(std::move(policy)) {}

    PolicyContexts contexts;
};

Session::Session(Policy policy)
    : implementation_(std::make_unique<Implementation>(std::move(policy))) {}
Session::~Session() = default;

namespace {

Failure with_receipt(Failure failure, Receipt receipt) {
    failure.receipt = std::move(receipt);
    return failure;
}

// In TLS 1.3 a client is done before the server has judged it, so an alert that answers the first
// request belongs to the handshake after all.
void settle(Receipt& receipt, const Stream& stream, const Exchanged& exchanged) {
    const Alert* alert = stream.connection().observation().decisive_alert();
    if (alert != nullptr && !exchanged.response_started) {
        receipt.attempts.back().outcome = Refused{*alert};
        receipt.attempts.back().observation.alerts.push_back(*alert);
    }
}

asio::awaitable<Outcome> perform(PolicyContexts& contexts, const Request& request) {
    const Policy& policy = contexts.policy();
    const auto deadline = Clock::now() + policy.timeouts.total;
    const auto url = parse_url(request.url);
    if (!url) {
        co_return Failure{Failure::Kind::usage, url.error().message, {}};
    }
    auto bytes = serialize_request(request, *url);
    if (!bytes) {
        co_return Failure{Failure::Kind::usage, bytes.error().message, {}};
    }
    Connected connected = co_await connect(contexts, *url, deadline);
    if (!connected.stream) {
        co_return with_receipt(std::move(*connected.failure), std::move(connected.receipt));
    }
    Stream& stream = *connected.stream;
    stream.expires_after(deadline - Clock::now());
    Exchanged exchanged =
        co_await exchange(stream, std::move(*bytes), request.method == "HEAD", policy.limits);
    if (exchanged.failure) {
        settle(connected.receipt, stream, exchanged);
        co_return with_receipt(std::move(*exchanged.failure), std::move(connected.receipt));
    }
    co_await stream.shutdown();
    co_return Response{exchanged.status, std::move(exchanged.headers), std::move(exchanged.body),
                       std::move(connected.receipt)};
}

}  // namespace

asio::awaitable<Outcome> Session::async_request(Request request) {
    co_return co_await perform(implementation_->contexts, request);
}

Outcome Session::request(Request request) {
    asio::io_context context;
    std::optional<Outcome> outcome;
    std::exception_ptr thrown;
    asio::co_spawn(context, async_request(std::move(request)),
                   [&](std::exception_ptr exception, Outcome result) {
                       thrown = exception;
                       outcome = std::move(result);
                   });
    context.run();
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    return std::move(*outcome);
}

}  // namespace tlsmatrix::client
