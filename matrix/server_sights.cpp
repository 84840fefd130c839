#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <tlsmatrix/matrix/detail/server_sights.hpp>

namespace tlsmatrix::matrix {

namespace asio = boost::asio;

void ServerSights::note(const server::AccessEntry& entry) {
    if (entry.requests > 1) {  // the first entry of a connection has told it all
        return;
    }
    const server::ConnectionFacts& facts = *entry.connection;
    asio::post(context_, [this, key = Key{facts.local.port, facts.peer.port},
                          outcome = facts.outcome] { arrive(key, outcome); });
}

void ServerSights::arrive(Key key, HandshakeOutcome outcome) {
    arrived_.insert_or_assign(key, std::move(outcome));
    if (const auto found = waiting_.find(key); found != waiting_.end()) {
        found->second->cancel();
    }
}

asio::awaitable<std::optional<HandshakeOutcome>> ServerSights::wait(
    Key key, std::chrono::milliseconds patience) {
    if (!arrived_.contains(key)) {
        asio::steady_timer timer(context_, patience);
        waiting_.emplace(key, &timer);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        waiting_.erase(key);
    }
    auto node = arrived_.extract(key);
    co_return node.empty() ? std::nullopt : std::optional(std::move(node.mapped()));
}

}  // namespace tlsmatrix::matrix
