#include <algorithm>
#include <utility>

#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/record_reader.hpp>

namespace tlsmatrix {
namespace {

constexpr std::uint8_t change_cipher_spec = 20;
constexpr std::uint8_t alert_type = 21;
constexpr std::uint8_t heartbeat = 24;
constexpr std::uint8_t version_major = 3;

}  // namespace

std::vector<Alert> RecordReader::feed(std::span<const std::uint8_t> bytes) {
    std::vector<Alert> alerts;
    while (!bytes.empty() && !lost_) {
        if (body_left_ == 0) {
            header_[have_++] = bytes.front();
            bytes = bytes.subspan(1);
            if (have_ == header_.size()) {
                take_header();
            }
            continue;
        }
        const std::size_t count = std::min(body_left_, bytes.size());
        if (alert_) {
            std::copy_n(bytes.begin(), count, body_.begin() + static_cast<std::ptrdiff_t>(have_));
            have_ += count;
        } else if (sslv2_) {
            sslv2_message_.insert(sslv2_message_.end(), bytes.begin(),
                                  bytes.begin() + static_cast<std::ptrdiff_t>(count));
        }
        bytes = bytes.subspan(count);
        body_left_ -= count;
        if (body_left_ == 0) {
            if (alert_) {
                alerts.push_back(Alert{body_[1], static_cast<AlertLevel>(body_[0]), sender_});
            }
            have_ = 0;
            take_sslv2_hello();
        }
    }
    return alerts;
}

// Two bytes of length with the top bit set, and then the message, whose type comes first.
bool RecordReader::begins_sslv2_hello() const {
    return sender_ == Sender::client && !begun_ && (header_[0] & 0x80U) != 0 &&
           header_[2] == client_hello_type;
}

void RecordReader::take_sslv2_hello() {
    if (!std::exchange(sslv2_, false)) {
        return;
    }
    sslv2_hello_ = parse_sslv2_client_hello(sslv2_message_);
    begun_ = sslv2_hello_.has_value();
    lost_ = !begun_;
}

void RecordReader::take_header() {
    have_ = 0;
    if (begins_sslv2_hello()) {
        constexpr std::size_t length_bytes = 2;
        const std::size_t length = (header_[0] & 0x7fU) << 8U | header_[1];
        sslv2_message_.assign(header_.begin() + length_bytes, header_.end());
        lost_ = length <= sslv2_message_.size();
        sslv2_ = !lost_;
        body_left_ = lost_ ? 0 : length - sslv2_message_.size();
        return;
    }
    if (header_[0] < change_cipher_spec || header_[0] > heartbeat || header_[1] != version_major) {
        lost_ = true;
        return;
    }
    begun_ = true;
    body_left_ = static_cast<std::size_t>(header_[3]) << 8 | header_[4];
    alert_ = header_[0] == alert_type && body_left_ == body_.size();
}

}  // namespace tlsmatrix
