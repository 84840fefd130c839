// How what check waits for comes back: failures as values.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tlsmatrix::process {

inline constexpr auto token = boost::asio::as_tuple(boost::asio::use_awaitable);

}  // namespace tlsmatrix::process
