#include <algorithm>

#include <openssl/ssl.h>

#include <tlsmatrix/engine/observer.hpp>
#include <tlsmatrix/tls/certificate_message.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>

namespace tlsmatrix {
void Observer::attach(ssl_st* ssl) {
    SSL_set_msg_callback(ssl, &Observer::message_callback);
    SSL_set_msg_callback_arg(ssl, this);
}

void Observer::on_bytes(Sender from, std::span<const std::uint8_t> bytes) {
    if (!watching_bytes_) {
        return;
    }
    RecordReader& reader = from == Sender::client ? from_client_ : from_server_;
    for (const Alert& alert : reader.feed(bytes)) {
        keep(alert, true);
    }
    if (from != self_) {
        observation_.received += bytes.size();
        if (observation_.stray.empty()) {
            observation_.stray = reader.stray();
        }
    }
    if (!observation_.client_hello && reader.sslv2_hello()) {
        observation_.client_hello = reader.sslv2_hello();
    }
}

void Observer::message_callback(int write, int version, int content_type, const void* buffer,
                                std::size_t length, ssl_st*, void* argument) {
    auto& self = *static_cast<Observer*>(argument);
    const std::span bytes(static_cast<const std::uint8_t*>(buffer), length);
    const Sender from = write != 0 ? self.self_ : other(self.self_);
    if (write != 0 && self.tap_) {
        self.tap_(from, content_type, bytes);
    }
    // An SSLv2 hello comes with content type 0; an alert may carry any number that a hello named.
    if (version == SSL2_VERSION && content_type == 0) {
        self.on_handshake_message(from, true, bytes);
    } else if (content_type == SSL3_RT_HANDSHAKE) {
        self.on_handshake_message(from, false, bytes);
    } else if (content_type == SSL3_RT_ALERT && length == 2) {
        self.on_alert(Alert{bytes[1], static_cast<AlertLevel>(bytes[0]), from});
    }
}

void Observer::on_handshake_message(Sender from, bool sslv2,
                                    std::span<const std::uint8_t> message) {
    if (message.empty()) {
        return;
    }
    messages_in_row_ += from != self_ ? 1 : 0;
    note_certificates(from, message);
    if (from == Sender::client && message[0] == client_hello_type && !observation_.client_hello) {
        observation_.client_hello =
            sslv2 ? parse_sslv2_client_hello(message) : parse_client_hello(message);
    } else if (from == Sender::server && message[0] == server_hello_type) {
        observation_.server_hello = parse_server_hello(message);
        at_tls_1_3_ = observation_.server_hello &&
                      protocol_version_from_code(observation_.server_hello->version) ==
                          ProtocolVersion::tls_1_3;
    }
}

void Observer::note_certificates(Sender from, std::span<const std::uint8_t> message) {
    if (from == Sender::server && message[0] == certificate_request_type) {
        observation_.certificate_requested = true;
    } else if (const auto carries = carries_certificate(message);
               from == Sender::client && carries) {
        observation_.client_certificate = *carries;
    }
}

void Observer::keep(const Alert& alert, bool plaintext) {
    observation_.alerts.push_back({alert, plaintext, at_tls_1_3_});
}

// The raw bytes are seen first, so an alert that is known already is the same one again.
void Observer::on_alert(const Alert& alert) {
    const auto& alerts = observation_.alerts;
    if (watching_bytes_ && std::find(alerts.begin(), alerts.end(), alert) != alerts.end()) {
        return;
    }
    keep(alert, false);
}

}  // namespace tlsmatrix
