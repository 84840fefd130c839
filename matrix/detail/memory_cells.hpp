// Internal. Cells without a socket: both ends' libssl, and memory between them.
#pragma once

#include <map>

#include <tlsmatrix/client/contexts.hpp>
#include <tlsmatrix/matrix/detail/bench_ends.hpp>

namespace tlsmatrix::matrix {

// MemoryCells keeps its contexts, as the ends say what they are: each is made once. No request is
// sent: a handshake is what there is to see.
class MemoryCells {
  public:
    explicit MemoryCells(BenchEnds& ends) : ends_(ends) {}

    // drive makes the client's attempts and judges the cell. Throws SetupError where a context
    // cannot be made.
    void drive(CellResult& result, const Endpoints& endpoints);

  private:
    // session_of is from the cell's server where it speaks the version, else from a stranger.
    [[nodiscard]] TlsSession session_of(const Endpoints& endpoints);
    client::PolicyContexts& client_of(const ClientEndpoint& endpoint);
    const ServerContext& server_of(const ServerEndpoint& endpoint);

    BenchEnds& ends_;
    std::map<ClientEndpoint, client::PolicyContexts> clients_;
    std::map<ServerEndpoint, ServerContext> servers_;
};

}  // namespace tlsmatrix::matrix
