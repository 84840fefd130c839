// Where a connection's bytes come from and go to: a socket, or memory in tests.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

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

// PrefetchedTransport reads what came while somebody waited for the socket, and then on from there:
// to receive a few bytes costs no more than to be told that there are some.
//   auto count = co_await socket.async_receive(buffer(transport.room()));
//   transport.received(count, 0);
class PrefetchedTransport final : public Transport {
  public:
    explicit PrefetchedTransport(int socket) : socket_(socket) {}
    // read gives would_block without asking the system where the socket was found empty last: more
    // comes by way of received.
    [[nodiscard]] TransportResult read(std::span<std::uint8_t> into) override;
    [[nodiscard]] TransportResult write(std::span<const std::uint8_t> from) override;

    // has_news tells that read has bytes to give without a wait, or an error, which a wait would
    // not be told again.
    [[nodiscard]] bool has_news() const { return !held_.empty() || error_ != 0; }
    // room is where to receive to, as long as there is no news; received tells how many bytes came,
    // and the errno where that failed. No bytes and no error are the end of the stream.
    [[nodiscard]] std::span<std::uint8_t> room() { return room_; }
    void received(std::size_t count, int error);
    // put_back has the next reads give these bytes first, which were read already.
    void put_back(std::vector<std::uint8_t> bytes);
    // ask_again has the next read ask the system: what was found empty may be so no longer, where
    // nobody has waited since.
    void ask_again() { empty_ = false; }

  private:
    TransportResult read_socket(std::span<std::uint8_t> into);

    SocketTransport socket_;
    int error_ = 0;
    bool empty_ = true;  // the socket gave all it had when it was read last
    std::span<const std::uint8_t> held_;
    // A usual request; what is longer is read on at once. It counts for each idle connection.
    std::array<std::uint8_t, 512> room_;
    std::vector<std::uint8_t> put_back_;
};

}  // namespace tlsmatrix
