// Internal. Programs as clients, each cell a run of the command against a server of ours.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/check/trial_servers.hpp>
#include <tlsmatrix/check/verdict.hpp>
#include <tlsmatrix/peers/program_run.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>

namespace tlsmatrix::peers {

// ClientCells refers to what it is made of. Its servers stay until it ends, and are used again.
class ClientCells {
  public:
    ClientCells(boost::asio::io_context& context, const Bench& bench,
                const process::Descendants& descendants)
        : context_(context),
          bench_(bench),
          descendants_(descendants),
          servers_(context, bench.authority) {}

    // drive fills in all but the prediction; `number` is the cell's own. Throws SetupError where
    // the command cannot be run.
    [[nodiscard]] boost::asio::awaitable<void> drive(matrix::CellResult& result,
                                                     std::size_t number);

  private:
    std::uint16_t take_port(const ServerEndpoint& endpoint);
    boost::asio::awaitable<check::TrialFacts> run_client(const matrix::Cell& cell,
                                                         std::uint16_t port, std::size_t number);

    boost::asio::io_context& context_;
    const Bench& bench_;
    const process::Descendants& descendants_;
    certs::PrivateDirectory directory_;
    check::TrialServers servers_;
    std::map<ServerEndpoint, std::deque<std::uint16_t>> idle_ports_;
    std::vector<pid_t> running_;
};

}  // namespace tlsmatrix::peers
