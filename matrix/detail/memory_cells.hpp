// Internal. Cells without a socket: both ends' libssl, and memory between them.
#pragma once

#include <functional>
#include <map>

#include <tlsmatrix/client/contexts.hpp>
#include <tlsmatrix/matrix/detail/bench_ends.hpp>

namespace tlsmatrix::matrix {

// MemoryCells keeps its contexts, as the ends say what they are: each is made once. No request is
// sent: a handshake is what there is to see.
class MemoryCells {
  public:
    explicit MemoryCells(BenchEnds& ends) : ends_(ends) {}

    // MessageTap is a Tap that is told the attempt, from 1 on.
    using MessageTap = std::function<void(std::size_t attempt, Sender from, int content_type,
                                          std::span<const std::uint8_t> bytes)>;

    // drive makes the client's attempts and judges the cell; `tap` is shown what either end sends.
    // Throws SetupError where a context cannot be made.
    void drive(CellResult& result, const Endpoints& endpoints, const MessageTap& tap = nullptr);

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
