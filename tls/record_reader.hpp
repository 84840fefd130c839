// Alerts as they stand in the raw records of one direction of a connection.
//   RecordReader reader(Sender::client);  for (const Alert& alert : reader.feed(bytes)) ...
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix {

// RecordReader follows record boundaries (RFC 8446 section 5.1) in a stream that arrives in pieces
// of any size, and finds plaintext alerts: records of type 21 with a two-byte body. libssl drops an
// alert unread where it rejects the record by its version, so this is the one place that sees it.
// Bytes that are not records (SSLv2, plain HTTP) stop it: it then reports nothing more. Allocates
// only to return an alert.
class RecordReader {
  public:
    explicit RecordReader(Sender sender) : sender_(sender) {}

    // feed takes the next bytes and returns the alerts that they complete, in order.
    [[nodiscard]] std::vector<Alert> feed(std::span<const std::uint8_t> bytes);

    // lost tells that the stream stopped being records.
    [[nodiscard]] bool lost() const { return lost_; }
    // stray is how a stream begins that never was records: its first five bytes; empty for any
    // other.
    [[nodiscard]] std::string_view stray() const {
        return lost_ && !begun_
                   ? std::string_view(reinterpret_cast<const char*>(header_.data()), header_.size())
                   : std::string_view();
    }
    // alert_bytes_missing is what is still to come of an alert whose header is there; 0 elsewhere.
    [[nodiscard]] std::size_t alert_bytes_missing() const { return alert_ ? body_left_ : 0; }

  private:
    void take_header();

    Sender sender_;
    bool lost_ = false;
    bool begun_ = false;         // one record at least was seen
    bool alert_ = false;         // inside a plaintext alert
    std::size_t have_ = 0;       // bytes of header_ or of body_ that are there
    std::size_t body_left_ = 0;  // bytes of the current body still to come
    std::array<std::uint8_t, 5> header_{};
    std::array<std::uint8_t, 2> body_{};
};

}  // namespace tlsmatrix
