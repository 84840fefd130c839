#include <tlsmatrix/client/detail/pool.hpp>

namespace tlsmatrix::client {

void Pool::drop_stale() {
    const auto now = Stream::Clock::now();
    idle_.remove_if(
        [now](const Idle& idle) { return now - idle.since > idle.contexts->policy().keep_alive; });
}

std::optional<PooledConnection> Pool::take(const std::shared_ptr<PolicyContexts>& contexts,
                                           const Url& url,
                                           const boost::asio::any_io_executor& executor) {
    drop_stale();
    for (auto idle = idle_.begin(); idle != idle_.end();) {
        const bool fits = idle->contexts == contexts && idle->host == url.host &&
                          idle->port == url.port &&
                          idle->connection.stream->socket().get_executor() == executor;
        if (!fits) {
            ++idle;
            continue;
        }
        PooledConnection connection = std::move(idle->connection);
        idle = idle_.erase(idle);
        // A server that closed in the meantime has left a close_notify or the end of the stream;
        // anything but silence, unasked-for data too, makes a connection useless.
        if (connection.stream->is_silent()) {
            return connection;
        }
    }
    return std::nullopt;
}

void Pool::put(std::shared_ptr<PolicyContexts> contexts, const Url& url,
               PooledConnection connection) {
    const Policy& policy = contexts->policy();
    if (policy.keep_alive.count() == 0 || policy.most_idle == 0) {
        return;
    }
    connection.stream->expires_never();
    idle_.push_front(
        {std::move(contexts), url.host, url.port, Stream::Clock::now(), std::move(connection)});
    drop_stale();
    while (idle_.size() > policy.most_idle) {
        idle_.pop_back();
    }
}

}  // namespace tlsmatrix::client
