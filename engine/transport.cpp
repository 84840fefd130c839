#include <algorithm>
#include <cerrno>

#include <sys/socket.h>

#include <tlsmatrix/engine/transport.hpp>

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

TransportResult PrefetchedTransport::read(std::span<std::uint8_t> into) {
    const std::size_t count = std::min(held_.size(), into.size());
    std::copy_n(held_.begin(), count, into.begin());
    held_ = held_.subspan(count);
    const TransportResult rest = read_socket(into.subspan(count));
    return count > 0 ? TransportResult{Status::moved, count + rest.bytes, 0} : rest;
}

TransportResult PrefetchedTransport::read_socket(std::span<std::uint8_t> into) {
    if (error_ != 0) {
        return {Status::failed, 0, error_};
    }
    if (empty_ || into.empty()) {
        return {};
    }
    const TransportResult result = socket_.read(into);
    empty_ = result.status == Status::would_block ||
             (result.status == Status::moved && result.bytes < into.size());
    error_ = result.error;  // the system tells it once
    return result;
}

TransportResult PrefetchedTransport::write(std::span<const std::uint8_t> from) {
    return socket_.write(from);
}

void PrefetchedTransport::received(std::size_t count, int error) {
    held_ = std::span(room_).first(count);
    empty_ = count > 0 && count < room_.size();
    error_ = error;
}

void PrefetchedTransport::put_back(std::vector<std::uint8_t> bytes) {
    put_back_ = std::move(bytes);
    held_ = put_back_;
    empty_ = false;
}

}  // namespace tlsmatrix
