// Both ends of a wire in memory: handshakes without sockets, and every byte kept for inspection.
//   MemoryWire wire;
//   Connection server(server_context, wire.end(Sender::server));
//   Connection client(client_context, wire.end(Sender::client), "");
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include <tlsmatrix/engine/transport.hpp>
#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix {

// MemoryWire must outlive the connections that use its ends.
class MemoryWire {
  public:
    static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

    // most is how many bytes one read or one write moves at the utmost.
    explicit MemoryWire(std::size_t most = any_number)
        : client_(from_server_, from_client_, most), server_(from_client_, from_server_, most) {}
    MemoryWire(const MemoryWire&) = delete;
    MemoryWire& operator=(const MemoryWire&) = delete;

    [[nodiscard]] Transport& end(Sender which) {
        return which == Sender::client ? client_ : server_;
    }
    // close ends the stream that this end writes; the peer still reads what is under way.
    void close(Sender which) { stream(which).closed = true; }
    // sent is everything that this end ever wrote.
    [[nodiscard]] const std::vector<std::uint8_t>& sent(Sender which) {
        return stream(which).bytes;
    }
    // put writes bytes in this end's place.
    void put(Sender which, std::span<const std::uint8_t> bytes) {
        auto& into = stream(which).bytes;
        into.insert(into.end(), bytes.begin(), bytes.end());
    }
    // events counts bytes written, bytes read and closes: it stands still where nobody gets on.
    [[nodiscard]] std::size_t events() const {
        return from_client_.events() + from_server_.events();
    }

  private:
    struct OneWay {
        std::vector<std::uint8_t> bytes = {};
        std::size_t taken = 0;
        bool closed = false;

        [[nodiscard]] std::size_t events() const { return bytes.size() + taken + (closed ? 1 : 0); }
    };

    class End final : public Transport {
      public:
        End(OneWay& in, OneWay& out, std::size_t most) : in_(in), out_(out), most_(most) {}

        TransportResult read(std::span<std::uint8_t> into) override {
            const std::size_t count = std::min({into.size(), in_.bytes.size() - in_.taken, most_});
            if (count == 0) {
                return {in_.closed ? TransportResult::Status::end_of_stream
                                   : TransportResult::Status::would_block};
            }
            std::copy_n(in_.bytes.begin() + static_cast<std::ptrdiff_t>(in_.taken), count,
                        into.begin());
            in_.taken += count;
            return {TransportResult::Status::moved, count};
        }

        TransportResult write(std::span<const std::uint8_t> from) override {
            const auto part = from.first(std::min(from.size(), most_));
            out_.bytes.insert(out_.bytes.end(), part.begin(), part.end());
            return {TransportResult::Status::moved, part.size()};
        }

      private:
        OneWay& in_;
        OneWay& out_;
        std::size_t most_;
    };

    OneWay& stream(Sender which) { return which == Sender::client ? from_client_ : from_server_; }

    OneWay from_client_;
    OneWay from_server_;
    End client_;
    End server_;
};

}  // namespace tlsmatrix
