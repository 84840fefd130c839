// Internal. Programs as servers, each cell a request of our client.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <tlsmatrix/peers/detail/server_program.hpp>
#include <tlsmatrix/peers/program_run.hpp>

namespace tlsmatrix::peers {

// drive_server makes the request of a cell whose server is a program: at its url, or at `running`,
// which is nullptr for a url. It fills in all but the prediction.
[[nodiscard]] boost::asio::awaitable<void> drive_server(matrix::CellResult& result,
                                                        const Bench& bench,
                                                        const ServerProgram* running);

}  // namespace tlsmatrix::peers
