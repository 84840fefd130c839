// What sees a handshake cross the wire at one end, for an Observation of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include <tlsmatrix/tls/observation.hpp>
#include <tlsmatrix/tls/record_reader.hpp>
#include <tlsmatrix/tls/version_set.hpp>

struct ssl_st;

namespace tlsmatrix {

// Tap is shown each message that an end sends, as it is before it is encrypted: its content type
// (RFC 8446 section 5.1), and its bytes. What is sent behind the handshake is among them.
using Tap = std::function<void(Sender from, int content_type, std::span<const std::uint8_t> bytes)>;

// Observer fills an Observation from two sources, since neither sees everything: the raw bytes (an
// alert in a record that libssl rejects by its version is never shown to anybody) and libssl's
// message callback (an alert in an encrypted record is not readable in the bytes). It is called by
// libssl for as long as the SSL lives that it is attached to, so it must outlive that and stay put.
class Observer {
  public:
    // self is the end of the connection that this observer sits at.
    explicit Observer(Sender self) : self_(self) {}
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

    void attach(ssl_st* ssl);
    // tap has a Tap shown what this end sends from now on.
    void tap(Tap tap) { tap_ = std::move(tap); }
    void on_bytes(Sender from, std::span<const std::uint8_t> bytes);
    // stop_bytes ends the reading of raw bytes: once the handshake is over all alerts are
    // encrypted.
    void stop_bytes() {
        watching_bytes_ = false;
        messages_in_row_ = 0;
    }
    // messages_in_row counts the peer's handshake messages: those of the handshake, and then those
    // since it was over or since data_came (KeyUpdate, tickets, what asks for a renegotiation).
    [[nodiscard]] unsigned messages_in_row() const { return messages_in_row_; }
    void data_came() { messages_in_row_ = 0; }
    // on_failure keeps libssl's reason, in its words and as its number.
    void on_failure(std::string_view words, int reason) {
        observation_.complaint = words;
        observation_.reason = reason;
    }
    void on_reset() { observation_.reset = true; }
    // narrow_to keeps the set that a server's was narrowed to by the name that the client asked
    // for.
    void narrow_to(VersionSet versions) { narrowed_to_ = versions; }
    [[nodiscard]] std::optional<VersionSet> narrowed_to() const { return narrowed_to_; }
    // bytes_missing is what the peer still has to send of an alert, or a hello in SSLv2's format,
    // that has begun.
    [[nodiscard]] std::size_t bytes_missing() const {
        return (self_ == Sender::client ? from_server_ : from_client_).bytes_missing();
    }

    [[nodiscard]] const Observation& observation() const { return observation_; }
    [[nodiscard]] Observation take_observation() { return std::exchange(observation_, {}); }
    [[nodiscard]] Sender self() const { return self_; }

  private:
    static void message_callback(int write, int version, int content_type, const void* buffer,
                                 std::size_t length, ssl_st* ssl, void* argument);
    void on_handshake_message(Sender from, bool sslv2, std::span<const std::uint8_t> message);
    void on_alert(const Alert& alert);
    void note_certificates(Sender from, std::span<const std::uint8_t> message);
    void keep(const Alert& alert, bool plaintext);

    Sender self_;
    bool watching_bytes_ = true;  // the handshake is not over
    bool at_tls_1_3_ = false;     // it has been chosen, by a HelloRetryRequest if need be
    unsigned messages_in_row_ = 0;
    RecordReader from_client_{Sender::client};
    RecordReader from_server_{Sender::server};
    Observation observation_;
    std::optional<VersionSet> narrowed_to_ = std::nullopt;
    Tap tap_ = nullptr;
};

}  // namespace tlsmatrix
