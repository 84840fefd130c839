#include <algorithm>
#include <random>

#include <tlsmatrix/check/detail/server_flight.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>

namespace tlsmatrix::check {
namespace {

constexpr std::uint8_t alert_type = 21;
constexpr std::uint8_t handshake_type = 22;
constexpr std::uint8_t server_hello_type = 2;
constexpr std::size_t record_header = 5;
constexpr std::size_t sslv2_header = 2;
constexpr std::size_t message_header = 4;
constexpr std::size_t random_bytes = 32;
constexpr std::size_t longest_hello = std::size_t{64} * 1024;

bool wants_renegotiation_info(const ClientHello& hello) {
    const auto has = [](const std::vector<std::uint16_t>& list, std::uint16_t code) {
        return std::find(list.begin(), list.end(), code) != list.end();
    };
    return has(hello.extensions, extension::renegotiation_info) ||
           has(hello.cipher_suites, empty_renegotiation_info_scsv_code);
}

// Nothing is protected by it: no handshake with this random is ever finished.
Bytes random() {
    std::random_device device;
    Bytes bytes(random_bytes);
    std::generate(bytes.begin(), bytes.end(),
                  [&device] { return static_cast<std::uint8_t>(device()); });
    bytes.back() = 0xff;  // which no sentinel ends in
    return bytes;
}

}  // namespace

Bytes server_hello_record(const ClientHello& hello, std::uint16_t version, std::uint16_t suite) {
    ByteWriter writer;
    writer.u8(handshake_type);
    writer.u16(version);
    writer.vector(2, [&] {
        writer.u8(server_hello_type);
        writer.vector(3, [&] {
            writer.u16(version);
            writer.bytes(random());
            writer.u8(0);  // no session id
            writer.u16(suite);
            writer.u8(0);  // no compression
            if (wants_renegotiation_info(hello)) {
                writer.vector(2, [&] {
                    writer.u16(extension::renegotiation_info);
                    writer.vector(2, [&] { writer.u8(0); });
                });
            }
        });
    });
    return writer.take();
}

Bytes alert_record(std::uint8_t description) {
    ByteWriter writer;
    writer.u8(alert_type);
    writer.u16(0x0303);
    writer.vector(2, [&] {
        writer.u8(static_cast<std::size_t>(AlertLevel::fatal));
        writer.u8(description);
    });
    return writer.take();
}

bool HelloReader::feed(std::span<const std::uint8_t> bytes) {
    records_.insert(records_.end(), bytes.begin(), bytes.end());
    if (is_sslv2()) {
        return records_.size() >= sslv2_header + sslv2_length();
    }
    while (records_.size() >= record_header) {
        const std::size_t length =
            record_header + static_cast<std::size_t>(records_[3] << 8 | records_[4]);
        if (records_[0] != handshake_type) {
            return true;
        }
        if (records_.size() < length) {
            break;
        }
        const auto begin = records_.begin();
        message_.insert(message_.end(), begin + record_header,
                        begin + static_cast<std::ptrdiff_t>(length));
        records_.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
    }
    return is_complete() || records_.size() + message_.size() > longest_hello;
}

// RFC 5246 appendix E.2: a record of SSLv2 with a hello in it.
bool HelloReader::is_sslv2() const {
    return message_.empty() && records_.size() > sslv2_header && (records_[0] & 0x80) != 0 &&
           records_[2] == 1;
}

std::size_t HelloReader::sslv2_length() const {
    return static_cast<std::size_t>((records_[0] & 0x7f) << 8 | records_[1]);
}

std::optional<ClientHello> HelloReader::hello() const {
    if (is_sslv2() && records_.size() >= sslv2_header + sslv2_length()) {
        return parse_sslv2_client_hello(std::span(records_).subspan(sslv2_header, sslv2_length()));
    }
    return parse_client_hello(message_);
}

bool HelloReader::is_complete() const {
    return message_.size() >= message_header &&
           message_.size() >=
               message_header +
                   static_cast<std::size_t>(message_[1] << 16 | message_[2] << 8 | message_[3]);
}

std::optional<Alert> alert_in(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < record_header + 2 || bytes[0] != alert_type || bytes[3] != 0 ||
        bytes[4] != 2) {
        return std::nullopt;
    }
    return Alert{bytes[record_header + 1],
                 bytes[record_header] == 1 ? AlertLevel::warning : AlertLevel::fatal,
                 Sender::client};
}

}  // namespace tlsmatrix::check
