// Internal. The servers and clients of a part of a run, each made once.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <tlsmatrix/client/session.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/detail/identities.hpp>
#include <tlsmatrix/matrix/matrix_runner.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::matrix {

// unsupported is which version this OpenSSL cannot speak, in words; empty where it speaks all of
// the cell's.
[[nodiscard]] std::string unsupported(const Cell& cell);

// BenchEnds refers to what it is made of. Servers end with it.
class BenchEnds {
  public:
    BenchEnds(const RunOptions& options, Identities& identities, server::Watcher watcher)
        : options_(options), identities_(identities), watcher_(std::move(watcher)) {}

    // start_servers starts one listener for each server endpoint of the cells that need a socket.
    // Throws SetupError.
    void start_servers(std::span<const Cell> cells);
    [[nodiscard]] std::uint16_t port_of(const ServerEndpoint& endpoint) const {
        return ports_.at(endpoint);
    }
    [[nodiscard]] client::Session& session(const ClientEndpoint& endpoint);

    [[nodiscard]] client::Policy policy_of(const ClientEndpoint& endpoint);
    [[nodiscard]] ServerContextSettings settings_of(const ServerEndpoint& endpoint);

  private:
    void start_server(CertificateKind certificate, const std::vector<ServerEndpoint>& endpoints);

    const RunOptions& options_;
    Identities& identities_;
    server::Watcher watcher_;
    std::map<ServerEndpoint, std::uint16_t> ports_;
    std::map<ClientEndpoint, std::unique_ptr<client::Session>> sessions_;
    std::vector<std::unique_ptr<server::Server>> servers_;
};

}  // namespace tlsmatrix::matrix
