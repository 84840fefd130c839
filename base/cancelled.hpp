// Whether a coroutine was cancelled, for those that would go on after an operation that failed.
//   if (is_cancelled(co_await boost::asio::this_coro::cancellation_state)) co_return nothing;
#pragma once

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/cancellation_type.hpp>

namespace tlsmatrix {

// is_cancelled stays true: Asio's cancellation ends the operation that is under way, and none that
// is begun later.
[[nodiscard]] inline bool is_cancelled(const boost::asio::cancellation_state& state) {
    return state.cancelled() != boost::asio::cancellation_type::none;
}

}  // namespace tlsmatrix
