// Internal. Cells without a socket: both ends' libssl, and memory between them.
#pragma once

#include <functional>
#include <map>

#include "client/contexts.hpp"
#include "matrix/axes.hpp"
#include "matrix/keys.hpp"

namespace tlsmatrix::matrix {

// MemoryCells keeps its contexts: each is made once. No request is sent: a handshake is what there
// is to see.
class MemoryCells {
  public:
    using PolicyOf = std::function<client::Policy(const ClientEndpoint&)>;
    using ServerOf = std::function<ServerContextSettings(const ServerEndpoint&)>;

    MemoryCells(PolicyOf policy_of, ServerOf server_of)
        : policy_of_(std::move(policy_of)), server_of_(std::move(server_of)) {}

    // drive makes the client's attempts and judges the cell. Throws SetupError where a context
    // cannot be made.
    void drive(CellResult& result, const Endpoints& endpoints);

  private:
    // session_of is from the cell's server where it speaks the version, else from a stranger.
    [[nodiscard]] TlsSession session_of(const Endpoints& endpoints);
    client::PolicyContexts& client_of(const ClientEndpoint& endpoint);
    const ServerContext& server_of(const ServerEndpoint& endpoint);

    PolicyOf policy_of_;
    ServerOf server_of_;
    std::map<ClientKey, client::PolicyContexts> clients_;
    std::map<ListenerKey, ServerContext> servers_;
};

}  // namespace tlsmatrix::matrix
