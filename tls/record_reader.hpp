// Alerts as they stand in the raw records of one direction of a connection.
//   RecordReader reader(Sender::client);  for (const Alert& alert : reader.feed(bytes)) ...
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix {

// RecordReader follows record boundaries (RFC 8446 section 5.1) in a stream that arrives in pieces
// of any size, and finds plaintext alerts: records of type 21 with a two-byte body. libssl drops an
// alert unread where it rejects the record by its version, so this is the one place that sees it.
// Bytes that are not records (plain HTTP) stop it: it then reports nothing more. A stream of a
// client may begin with a hello in SSLv2's format (RFC 5246 appendix E.2), which it reads itself,
// since libssl from 4.0 on throws those away. Allocates for that, and to return an alert.
class RecordReader {
  public:
    explicit RecordReader(Sender sender) : sender_(sender) {}

    // feed takes the next bytes and returns the alerts that they complete, in order.
    [[nodiscard]] std::vector<Alert> feed(std::span<const std::uint8_t> bytes);

    // lost tells that the stream stopped being records.
    [[nodiscard]] bool lost() const { return lost_; }
    // sslv2_hello is the hello in SSLv2's format that the stream began with, once all of it came.
    [[nodiscard]] const std::optional<ClientHello>& sslv2_hello() const { return sslv2_hello_; }
    // stray is how a stream begins that never was records: its first five bytes; empty for any
    // other.
    [[nodiscard]] std::string_view stray() const {
        return lost_ && !begun_
                   ? std::string_view(reinterpret_cast<const char*>(header_.data()), header_.size())
                   : std::string_view();
    }
    // bytes_missing is what is still to come of an alert, or of a hello in SSLv2's format, whose
    // header is there; 0 elsewhere.
    [[nodiscard]] std::size_t bytes_missing() const { return alert_ || sslv2_ ? body_left_ : 0; }

  private:
    void take_header();
    [[nodiscard]] bool begins_sslv2_hello() const;
    void take_sslv2_hello();

    Sender sender_;
    bool lost_ = false;
    bool begun_ = false;         // one record at least was seen
    bool alert_ = false;         // inside a plaintext alert
    bool sslv2_ = false;         // inside a hello in SSLv2's format
    std::size_t have_ = 0;       // bytes of header_ or of body_ that are there
    std::size_t body_left_ = 0;  // bytes of the current body still to come
    std::array<std::uint8_t, 5> header_{};
    std::array<std::uint8_t, 2> body_{};
    std::vector<std::uint8_t> sslv2_message_;
    std::optional<ClientHello> sslv2_hello_;
};

}  // namespace tlsmatrix
