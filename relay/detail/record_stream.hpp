// Internal. The records of one direction of a connection, put together from pieces of any size.
//   for (const Record& record : stream.feed(bytes)) ...
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <tlsmatrix/base/byte_writer.hpp>
#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix::relay {

namespace record_type {
inline constexpr std::uint8_t change_cipher_spec = 20;
inline constexpr std::uint8_t alert = 21;
inline constexpr std::uint8_t handshake = 22;
inline constexpr std::uint8_t application_data = 23;
inline constexpr std::uint8_t heartbeat = 24;
}  // namespace record_type

inline constexpr std::size_t record_header_size = 5;
inline constexpr std::size_t message_header_size = 4;

// Record is one as it crossed: RFC 8446 section 5.1. One of SSLv2's hello has type 0, and its body
// is without the two bytes of length.
struct Record {
    std::uint8_t type = 0;
    std::uint16_t version = 0;
    Bytes body = {};
};

// append_record writes a record as it stands on the wire.
void append_record(const Record& record, Bytes& out);

// RecordStream holds one record that is not whole yet, and never more than max_record of it. Where
// a stream is no TLS, or stops being it, `lost` says so, and what was not taken is in `rest`.
class RecordStream {
  public:
    // RFC 5246 section 6.2.3 allows 2,048 bytes above 2^14, RFC 8446 section 5.2 fewer.
    static constexpr std::size_t max_record = (std::size_t{1} << 14U) + 2048;

    explicit RecordStream(Sender sender) : sender_(sender) {}

    [[nodiscard]] std::vector<Record> feed(std::span<const std::uint8_t> bytes);

    [[nodiscard]] bool lost() const { return lost_; }
    // stray is how a stream began that never was records: its first five bytes.
    [[nodiscard]] const std::string& stray() const { return stray_; }
    // rest is what has come of no record yet, or, of a lost stream, all behind the last one.
    [[nodiscard]] const Bytes& rest() const { return waiting_; }
    [[nodiscard]] Bytes take_rest();

  private:
    [[nodiscard]] bool is_sslv2() const;
    void lose();

    Sender sender_;
    Bytes waiting_;
    bool begun_ = false;
    bool lost_ = false;
    std::string stray_;
};

}  // namespace tlsmatrix::relay
