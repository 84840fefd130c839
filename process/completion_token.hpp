// How what is waited for comes back: failures as values, and what nobody waits for to the context.
#pragma once

#include <exception>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tlsmatrix::process {

inline constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);

// rethrow is for co_spawn: what the coroutine throws leaves the context's run.
inline void rethrow(const std::exception_ptr& failure) {
    if (failure) {
        std::rethrow_exception(failure);
    }
}

}  // namespace tlsmatrix::process
