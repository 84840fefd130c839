#include <algorithm>
#include <array>
#include <random>

#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/server_flight.hpp>

namespace tlsmatrix {
namespace {

constexpr std::uint8_t made_alert = 21;
constexpr std::uint8_t made_handshake = 22;
constexpr std::uint8_t made_server_hello = 2;
constexpr std::size_t record_header_bytes = 5;
constexpr std::size_t sslv2_header = 2;
constexpr std::size_t message_header_bytes = 4;
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
Bytes arbitrary_random() {
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
    writer.u8(made_handshake);
    writer.u16(version);
    writer.vector(2, [&] {
        writer.u8(made_server_hello);
        writer.vector(3, [&] {
            writer.u16(version);
            writer.bytes(arbitrary_random());
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

Bytes alert_record(std::uint8_t description, AlertLevel level) {
    ByteWriter writer;
    writer.u8(made_alert);
    writer.u16(0x0303);
    writer.vector(2, [&] {
        writer.u8(static_cast<std::size_t>(level));
        writer.u8(description);
    });
    return writer.take();
}

// The fields are those of the specification of 1995, section 2.6: hit, certificate type, version,
// and the lengths of certificate, cipher specs and connection id.
Bytes sslv2_server_hello() {
    constexpr std::size_t connection_id = 16;
    constexpr std::array<std::uint32_t, 2> kinds{0x0700c0, 0x010080};  // 3DES and RC4, with MD5
    ByteWriter body;
    body.u8(4);
    body.u8(0);
    body.u8(1);
    body.u16(sslv2_code);
    body.u16(0);
    body.u16(3 * kinds.size());
    body.u16(connection_id);
    for (const std::uint32_t kind : kinds) {
        body.u24(kind);
    }
    const Bytes id = arbitrary_random();
    body.bytes(std::span(id).first(connection_id));
    ByteWriter writer;
    writer.u16(0x8000 | body.size());
    writer.bytes(body.take());
    return writer.take();
}

bool HelloReader::feed(std::span<const std::uint8_t> bytes) {
    records_.insert(records_.end(), bytes.begin(), bytes.end());
    if (is_sslv2()) {
        return records_.size() >= sslv2_header + sslv2_length();
    }
    while (records_.size() >= record_header_bytes) {
        const std::size_t length =
            record_header_bytes + static_cast<std::size_t>(records_[3] << 8 | records_[4]);
        if (records_[0] != made_handshake) {
            return true;
        }
        if (records_.size() < length) {
            break;
        }
        const auto begin = records_.begin();
        message_.insert(message_.end(), begin + record_header_bytes,
                        begin + static_cast<std::ptrdiff_t>(length));
        records_.erase(begin, begin + static_cast<std::ptrdiff_t>(length));
        ++records_read_;
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
    return message_.size() >= message_header_bytes &&
           message_.size() >=
               message_header_bytes +
                   static_cast<std::size_t>(message_[1] << 16 | message_[2] << 8 | message_[3]);
}

std::optional<Alert> alert_in(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < record_header_bytes + 2 || bytes[0] != made_alert || bytes[3] != 0 ||
        bytes[4] != 2) {
        return std::nullopt;
    }
    return Alert{bytes[record_header_bytes + 1],
                 bytes[record_header_bytes] == 1 ? AlertLevel::warning : AlertLevel::fatal,
                 Sender::client};
}

}  // namespace tlsmatrix
