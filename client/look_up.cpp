#include <memory>
#include <mutex>
#include <thread>

#include <netdb.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <tlsmatrix/client/detail/look_up.hpp>

namespace tlsmatrix::client {
namespace {

namespace asio = boost::asio;

Result<Addresses> system_resolver(const std::string& host) {
    auto found = addresses_of(host, AI_ADDRCONFIG);
    if (!found) {
        return Error{fmt::format("the name does not resolve ({})", found.error().message)};
    }
    return found;
}

// Waiting is what the resolver's thread and the coroutine share. The coroutine may be gone when an
// answer comes, and its executor with it: then there is nobody to wake.
struct Waiting : std::enable_shared_from_this<Waiting> {
    explicit Waiting(const asio::any_io_executor& executor) : timer(executor) {}

    void answer(Result<Addresses> result) {
        const std::lock_guard lock(mutex);
        if (timer) {
            answered = std::move(result);
            asio::post(timer->get_executor(), [self = shared_from_this()] {
                if (self->timer) {
                    self->timer->cancel();
                }
            });
        }
    }

    // What is bound to the executor goes with the coroutine.
    void leave() {
        const std::lock_guard lock(mutex);
        timer.reset();
    }

    std::mutex mutex;
    std::optional<asio::steady_timer> timer;
    std::optional<Result<Addresses>> answered;
};

}  // namespace

asio::awaitable<LookedUp> look_up(const std::string& host, Resolver resolver,
                                  Stream::Clock::time_point deadline) {
    LookedUp looked_up;
    boost::system::error_code no_address;
    const asio::ip::address address = asio::ip::make_address(host, no_address);
    if (!no_address) {
        looked_up.addresses.push_back(address);
        co_return looked_up;
    }
    const auto waiting = std::make_shared<Waiting>(co_await asio::this_coro::executor);
    const std::unique_ptr<Waiting, void (*)(Waiting*)> leaving(
        waiting.get(), [](Waiting* left) { left->leave(); });
    waiting->timer->expires_at(deadline);
    std::thread([waiting, host, resolver = resolver ? std::move(resolver) : system_resolver] {
        waiting->answer(resolver(host));
    }).detach();
    (void)co_await waiting->timer->async_wait(asio::as_tuple(asio::use_awaitable));
    waiting->leave();  // from here on nothing of it changes
    if (!waiting->answered) {
        looked_up.timed_out = true;
    } else if (!*waiting->answered) {
        looked_up.fault = waiting->answered->error().message;
    } else if ((*waiting->answered)->empty()) {
        looked_up.fault = "the name has no address";
    } else {
        looked_up.addresses = std::move(**waiting->answered);
    }
    co_return looked_up;
}

}  // namespace tlsmatrix::client
