// Where a connection's bytes come from and go to: a socket, or memory in tests.
#pragma once

#include <cstdint>
#include <span>

namespace tlsmatrix {

// TransportResult is what one attempt to move bytes gave.
struct TransportResult {
    enum class Status { moved, would_block, end_of_stream, failed };
    Status status = Status::would_block;
    std::size_t bytes = 0;
    int error = 0;  // errno, where failed
};

// Transport moves bytes without ever blocking. It must outlive the Connection that uses it.
class Transport {
  public:
    virtual ~Transport() = default;
    [[nodiscard]] virtual TransportResult read(std::span<std::uint8_t> into) = 0;
    [[nodiscard]] virtual TransportResult write(std::span<const std::uint8_t> from) = 0;
};

// SocketTransport uses a connected non-blocking socket that it does not own.
class SocketTransport final : public Transport {
  public:
    explicit SocketTransport(int socket) : socket_(socket) {}
    [[nodiscard]] TransportResult read(std::span<std::uint8_t> into) override;
    // write never raises SIGPIPE: programs that embed the server keep their own signal handling.
    [[nodiscard]] TransportResult write(std::span<const std::uint8_t> from) override;

  private:
    int socket_;
};

}  // namespace tlsmatrix
