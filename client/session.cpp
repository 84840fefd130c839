#include <atomic>
#include <cstdint>
#include <exception>
#include <optional>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <tlsmatrix/client/detail/mounts.hpp>
#include <tlsmatrix/client/detail/perform.hpp>
#include <tlsmatrix/client/detail/pool.hpp>
#include <tlsmatrix/client/session.hpp>

namespace tlsmatrix::client {

namespace asio = boost::asio;

struct Session::Implementation {
    explicit Implementation(Policy policy) : mounts(std::move(policy)) {}

    asio::io_context context{1};  // of the blocking form; before the pool, whose sockets it serves
    asio::cancellation_signal cancellation;
    std::uint64_t requests = 0;
    std::atomic<std::uint64_t> under_way{0};  // the number of the request that blocks; 0: none does
    Mounts mounts;
    Pool pool;
};

Session::Session(Policy policy)
    : implementation_(std::make_unique<Implementation>(std::move(policy))) {}

Session::~Session() = default;

void Session::mount(std::string_view prefix, Policy policy) {
    implementation_->mounts.mount(prefix, std::move(policy));
}

void Session::remount(std::string_view prefix, Policy policy) {
    implementation_->mounts.remount(prefix, std::move(policy));
}

void Session::set_policy(Policy policy) {
    implementation_->mounts.replace_fallback(std::move(policy));
}

asio::awaitable<Outcome> Session::async_request(Request request) {
    co_return co_await perform(implementation_->mounts, implementation_->pool, std::move(request));
}

Outcome Session::request(Request request) {
    asio::io_context& context = implementation_->context;
    std::optional<Outcome> outcome;
    std::exception_ptr thrown;
    asio::co_spawn(context, async_request(std::move(request)),
                   asio::bind_cancellation_slot(implementation_->cancellation.slot(),
                                                [&](std::exception_ptr exception, Outcome result) {
                                                    thrown = exception;
                                                    outcome = std::move(result);
                                                }));
    implementation_->under_way = ++implementation_->requests;
    context.restart();
    while (!outcome) {
        context.run_one();
    }
    implementation_->under_way = 0;
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    return std::move(*outcome);
}

Outcome Session::get(std::string url) {
    Request request;
    request.url = std::move(url);
    return this->request(std::move(request));
}

Outcome Session::post(std::string url, std::string body, std::string content_type) {
    Request request;
    request.method = "POST";
    request.url = std::move(url);
    request.headers = {{"Content-Type", std::move(content_type)}};
    request.body = std::move(body);
    return this->request(std::move(request));
}

// One that comes too late must not end the next request.
void Session::cancel() {
    if (const std::uint64_t number = implementation_->under_way) {
        asio::post(implementation_->context, [this, number] {
            if (implementation_->under_way == number) {
                implementation_->cancellation.emit(asio::cancellation_type::terminal);
            }
        });
    }
}

}  // namespace tlsmatrix::client
