#include "tls/transport.hpp"

#include <cerrno>

#include <sys/socket.h>

namespace tlsmatrix {
namespace {

using Status = TransportResult::Status;

TransportResult failure() {
    const bool again = errno == EAGAIN || errno == EWOULDBLOCK;
    return {again ? Status::would_block : Status::failed, 0, again ? 0 : errno};
}

template <class Call>
ssize_t retried(Call call) {
    ssize_t result = 0;
    do {
        result = call();
    } while (result < 0 && errno == EINTR);
    return result;
}

}  // namespace

TransportResult SocketTransport::read(std::span<std::uint8_t> into) {
    const ssize_t count = retried([&] { return ::recv(socket_, into.data(), into.size(), 0); });
    if (count > 0) {
        return {Status::moved, static_cast<std::size_t>(count), 0};
    }
    return count == 0 ? TransportResult{Status::end_of_stream, 0, 0} : failure();
}

TransportResult SocketTransport::write(std::span<const std::uint8_t> from) {
    const ssize_t count =
        retried([&] { return ::send(socket_, from.data(), from.size(), MSG_NOSIGNAL); });
    return count >= 0 ? TransportResult{Status::moved, static_cast<std::size_t>(count), 0}
                      : failure();
}

}  // namespace tlsmatrix
