// Records of our own making: what no library would send.
#pragma once

#include <span>

#include <tlsmatrix/base/byte_writer.hpp>
#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/client_hello.hpp>

namespace tlsmatrix {

// server_hello_record is a ServerHello of that version and suite, alone in a record, as an old
// server would send it: no sentinel, no supported_versions, and renegotiation_info where the hello
// asks for it, since curl and others end the handshake without it (RFC 5746 section 3.4).
[[nodiscard]] Bytes server_hello_record(const ClientHello& hello, std::uint16_t version,
                                        std::uint16_t suite);

// alert_record is an alert in the clear.
[[nodiscard]] Bytes alert_record(std::uint8_t description, AlertLevel level = AlertLevel::fatal);

// sslv2_server_hello is what an SSLv2 server says, without a certificate: nobody goes on from it.
[[nodiscard]] Bytes sslv2_server_hello();

// HelloReader puts the records of a hello together: it may be split over several of them. It reads
// the encoding of SSLv2 too.
class HelloReader {
  public:
    // feed tells whether the hello is there, or will never be.
    bool feed(std::span<const std::uint8_t> bytes);
    [[nodiscard]] std::optional<ClientHello> hello() const;
    // records is how many the hello came in.
    [[nodiscard]] std::size_t records() const { return records_read_; }

  private:
    [[nodiscard]] bool is_sslv2() const;
    [[nodiscard]] std::size_t sslv2_length() const;
    [[nodiscard]] bool is_complete() const;

    Bytes records_;
    Bytes message_;
    std::size_t records_read_ = 0;
};

// alert_in is the alert that the bytes of a connection begin with, in the clear.
[[nodiscard]] std::optional<Alert> alert_in(std::span<const std::uint8_t> bytes);

}  // namespace tlsmatrix
