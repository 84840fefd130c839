#include <algorithm>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/cancelled.hpp>
#include <tlsmatrix/client/detail/connect.hpp>
#include <tlsmatrix/client/detail/look_up.hpp>

namespace tlsmatrix::client {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using Clock = Stream::Clock;

constexpr auto token = asio::as_tuple(asio::use_awaitable);

Failure unreachable(const Url& url, std::string_view why) {
    return {Failure::Kind::unreachable,
            fmt::format("cannot connect to {}:{}: {}", url.host, url.port, why),
            {}};
}

Failure late(std::string message) {
    return {Failure::Kind::timed_out, std::move(message), {}};
}

// Dialling is one TCP connection, tried at each address in turn.
struct Dialling {
    // State is shared with the timer's handler: one that was due already when it was cancelled
    // still comes, after the dialling has gone.
    struct State {
        tcp::socket socket;
        asio::steady_timer timer;
        bool timed_out = false;
        bool over = false;
    };

    const std::vector<tcp::endpoint>& endpoints;
    Clock::time_point deadline;
    error_code error = {};
    bool timed_out = false;

    asio::awaitable<std::optional<tcp::socket>> run() {
        const auto executor = co_await asio::this_coro::executor;
        for (const tcp::endpoint& endpoint : endpoints) {
            const bool cancelled = is_cancelled(co_await asio::this_coro::cancellation_state);
            if (cancelled) {
                error = asio::error::operation_aborted;
                break;
            }
            const auto state = std::make_shared<State>(
                State{tcp::socket(executor), asio::steady_timer(executor, deadline)});
            state->timer.async_wait([state](error_code stopped) {
                if (!stopped && !state->over) {
                    state->timed_out = true;
                    error_code ignored;
                    state->socket.close(ignored);
                }
            });
            const auto [failed] = co_await state->socket.async_connect(endpoint, token);
            state->over = true;
            state->timer.cancel();
            timed_out = state->timed_out;
            if (!failed && !timed_out) {
                co_return std::move(state->socket);
            }
            error = failed;
            if (timed_out) {
                break;
            }
        }
        co_return std::nullopt;
    }
};

Attempt attempt_of(Stream& stream, VersionSet offered, HandshakeOutcome outcome) {
    Attempt attempt;
    attempt.offered = offered;
    attempt.certificate_error = stream.connection().certificate_error();
    attempt.observation = stream.connection().take_observation();
    attempt.outcome = std::move(outcome);
    error_code gone;
    attempt.local_port = stream.socket().local_endpoint(gone).port();
    return attempt;
}

// untried is what is left of the offers behind one of them.
std::vector<VersionSet> untried(const std::vector<VersionSet>& offers, std::size_t made) {
    return {offers.begin() + static_cast<std::ptrdiff_t>(made), offers.end()};
}

}  // namespace

asio::awaitable<Connected> connect(PolicyContexts& contexts, const Url& url,
                                   Clock::time_point deadline) {
    const Policy& policy = contexts.policy();
    Connected connected;
    connected.receipt = {policy.versions, policy.engine, url.host, url.port, {}};
    const auto offers = contexts.offers();
    if (!offers) {
        connected.failure = Failure{Failure::Kind::usage, offers.error().message, {}};
        co_return connected;
    }
    (void)contexts.context(offers->front());  // a bad cipher list throws before a name is looked up
    const LookedUp looked_up = co_await look_up(
        url.host, policy.resolver, std::min(deadline, Clock::now() + policy.timeouts.connect));
    if (looked_up.addresses.empty()) {
        connected.failure = looked_up.timed_out
                                ? late(fmt::format("the name {} did not resolve in time", url.host))
                                : unreachable(url, looked_up.fault);
        co_return connected;
    }
    std::vector<tcp::endpoint> endpoints;
    for (const asio::ip::address& address : looked_up.addresses) {
        endpoints.emplace_back(address, url.port);
    }
    for (const VersionSet& offered : *offers) {
        const ClientContext& context = contexts.context(offered);  // may read the system's trust
        Dialling dialling{endpoints, std::min(deadline, Clock::now() + policy.timeouts.connect)};
        auto socket = co_await dialling.run();
        if (!socket) {
            connected.failure =
                dialling.timed_out
                    ? late(fmt::format("no connection to {}:{} in time", url.host, url.port))
                    : unreachable(url, dialling.error.message());
            co_return connected;
        }
        const std::string name = policy.check_server_name ? url.host : std::string();
        auto stream = std::make_unique<Stream>(std::move(*socket), context, name);
        stream->connection().offer_session(contexts.recall(offered, url));
        stream->expires_after(
            std::min<Clock::duration>(policy.timeouts.handshake, deadline - Clock::now()));
        HandshakeOutcome outcome = co_await stream->handshake();
        connected.receipt.attempts.push_back(attempt_of(*stream, offered, std::move(outcome)));
        Attempt& last = connected.receipt.attempts.back();
        connected.receipt.untried = untried(*offers, connected.receipt.attempts.size());
        const bool goes_on = goes_on_after(last, policy.holes);
        explain(last, stream->connection(), policy, goes_on && !connected.receipt.untried.empty());
        if (std::holds_alternative<Negotiated>(last.outcome)) {
            connected.receipt.untried.clear();
            connected.stream = std::move(stream);
            co_return connected;
        }
        if (!goes_on) {
            break;
        }
    }
    connected.failure = explain_failure(connected.receipt);
    co_return connected;
}

}  // namespace tlsmatrix::client
