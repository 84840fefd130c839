#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/relay/detail/message_words.hpp>
#include <tlsmatrix/relay/detail/wire_watch.hpp>
#include <tlsmatrix/tls/certificate_message.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/named_group.hpp>
#include <tlsmatrix/tls/server_share.hpp>

namespace tlsmatrix::relay {
namespace {

constexpr std::size_t alert_size = 2;
constexpr std::size_t inner_type_size = 1;  // RFC 8446 section 5.2: TLSInnerPlaintext.type

bool has(const std::vector<std::uint16_t>& codes, std::uint16_t code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

bool WireWatch::is_1_3() const {
    return seen_.server_hello &&
           protocol_version_from_code(seen_.server_hello->version) == ProtocolVersion::tls_1_3;
}

std::size_t WireWatch::tag_size() const {
    constexpr std::size_t whole = 16;
    const CipherSuite* suite = find_suite(seen_.server_hello->cipher_suite);
    return suite != nullptr && has_short_tag(*suite) ? whole / 2 : whole;
}

// As long as the hash of the suite, which is SHA-256 or SHA-384 in 1.3.
std::size_t WireWatch::finished_size() const {
    const std::string name = suite_name(seen_.server_hello->cipher_suite);
    return message_header_size + (name.ends_with("SHA384") ? 48 : 32);
}

void WireWatch::note(Sender from, Time at, std::string message, std::string details,
                     std::size_t bytes) {
    if (passages_.size() == max_passages) {
        ++passages_left_out_;
        return;
    }
    passages_.push_back({from, at, std::move(message), std::move(details), bytes});
}

void WireWatch::on_bytes(Sender from, std::span<const std::uint8_t> bytes, Time at) {
    if (settled_) {
        return;
    }
    Direction& direction = of(from);
    direction.bytes += bytes.size();
    direction.after_choice = direction.after_choice || seen_.server_hello.has_value();
    last_ = from;
    if (direction.stream.lost()) {
        return;
    }
    for (const Record& record : direction.stream.feed(bytes)) {
        on_record(from, record, at);
        look_whether_settled();
        if (settled_) {
            return;
        }
    }
    if (direction.stream.lost()) {
        note(from, at, "bytes that are no TLS", {}, direction.stream.take_rest().size());
    }
}

void WireWatch::on_end(Sender from) {
    if (!settled_ && !ended_) {
        ended_ = from;
        ended_before_choice_ = !seen_.server_hello;
    }
}

bool WireWatch::reacts(Sender from) {
    return ended_ == other(from) && !of(*ended_).stream.lost();
}

void WireWatch::look_whether_settled() {
    settled_ = both_finished() && (is_1_3() ? server_.went_on : client_.went_on || server_.went_on);
}

void WireWatch::on_record(Sender from, const Record& record, Time at) {
    Direction& direction = of(from);
    switch (record.type) {
        case 0:
            seen_.client_hello = parse_sslv2_client_hello(record.body);
            note(from, at, "ClientHello in the format of SSLv2",
                 seen_.client_hello ? hello_words(*seen_.client_hello) : "malformed",
                 record.body.size());
            break;
        case record_type::change_cipher_spec:
            note(from, at, "ChangeCipherSpec", {}, record.body.size());
            if (seen_.server_hello && !is_1_3()) {
                // In an abbreviated handshake the server's comes first (RFC 5246 section 7.3).
                resumed_ = resumed_ || (from == Sender::server && !client_.encrypts);
                direction.encrypts = true;
            }
            break;
        case record_type::alert:
            on_alert(from, record, at);
            break;
        case record_type::handshake:
            if (direction.encrypts) {
                direction.finished = true;
                note(from, at, "encrypted Finished", {}, record.body.size());
            } else {
                on_plain_handshake(from, record, at);
            }
            break;
        case record_type::application_data:
            on_encrypted(from, record, at);
            break;
        default:
            note(from, at, fmt::format("record of type {}", record.type), {}, record.body.size());
    }
}

void WireWatch::on_alert(Sender from, const Record& record, Time at) {
    if (record.body.size() != alert_size) {
        const bool encrypted = of(from).encrypts;
        note(from, at, encrypted ? "encrypted alert" : "malformed alert", {}, record.body.size());
        unread_reaction_ = unread_reaction_ || (encrypted && reacts(from));
        if (encrypted && !both_finished() && !unread_alert_ && !reacts(from)) {
            unread_alert_ = from;
        }
        return;
    }
    const Alert alert{record.body[1], static_cast<AlertLevel>(record.body[0]), from};
    (reacts(from) ? reactions_ : seen_.alerts).push_back({alert, true, is_1_3()});
    note(from, at, "alert", alert_words(alert), record.body.size());
}

void WireWatch::on_plain_handshake(Sender from, const Record& record, Time at) {
    Bytes& waiting = of(from).message;
    waiting.insert(waiting.end(), record.body.begin(), record.body.end());
    while (waiting.size() >= message_header_size) {
        const std::size_t length =
            message_header_size +
            static_cast<std::size_t>(waiting[1] << 16 | waiting[2] << 8 | waiting[3]);
        if (length > max_message) {
            note(from, at, handshake_type_name(waiting[0]),
                 fmt::format("longer than {} bytes, and not looked at", max_message), length);
            waiting.clear();
            return;
        }
        if (waiting.size() < length) {
            return;
        }
        on_message(from, std::span(waiting).first(length), at);
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(length));
    }
}

void WireWatch::on_message(Sender from, std::span<const std::uint8_t> message, Time at) {
    std::string name = handshake_type_name(message[0]);
    std::string details;
    if (from == Sender::client && message[0] == client_hello_type) {
        const auto hello = parse_client_hello(message);
        details = hello ? hello_words(*hello) : "malformed";
        if (!seen_.client_hello) {
            seen_.client_hello = hello;
            early_data_ = hello && has(hello->extensions, extension::early_data);
        } else {
            name = "second ClientHello";
        }
    } else if (from == Sender::server && message[0] == server_hello_type) {
        const auto hello = parse_server_hello(message);
        details = hello ? choice_words(*hello) : "malformed";
        name = hello && hello->hello_retry_request ? "HelloRetryRequest" : name;
        seen_.server_hello = hello ? hello : seen_.server_hello;
        const ServerShare share = share_of(message);
        group_ = share.group ? iana_group_name(*share.group) : std::string();
        resumed_ = resumed_ || share.pre_shared_key;
    } else if (message[0] == server_key_exchange_type) {
        const std::string suite =
            seen_.server_hello ? suite_name(seen_.server_hello->cipher_suite) : std::string();
        const auto curve =
            suite.find("ECDH") == std::string::npos ? std::nullopt : curve_of(message);
        group_ = curve ? iana_group_name(*curve) : std::string();
        details = group_;
    } else if (from == Sender::server && message[0] == certificate_request_type) {
        seen_.certificate_requested = true;
    } else if (const auto has_one = carries_certificate(message);
               from == Sender::client && has_one) {
        seen_.client_certificate = *has_one;
        details = seen_.client_certificate ? "" : "no certificate in it";
    }
    note(from, at, std::move(name), std::move(details), message.size());
}

void WireWatch::on_encrypted(Sender from, const Record& record, Time at) {
    if (is_1_3() && !seen_.server_hello->hello_retry_request) {
        on_encrypted_1_3(from, record.body.size(), at);
    } else if (both_finished()) {
        of(from).went_on = true;
        note(from, at, "application data", {}, record.body.size());
    } else {
        note(from, at, early_data_ ? "early data" : "encrypted record", {}, record.body.size());
    }
}

// RFC 8446 section 5.2: the record is the content, its type, padding, and a tag. So a length is
// only the most that may be in it; what this takes for a Finished, and for data behind it, may as
// well be an alert with padding, and `unseen` says so.
void WireWatch::on_encrypted_1_3(Sender from, std::size_t length, Time at) {
    const std::size_t around = inner_type_size + tag_size();
    const std::size_t finished = finished_size() + around;
    of(from).concealed += length > around ? length - around : 0;
    if (length == alert_size + around && !settled_) {
        note(from, at, "encrypted record", "as long as an alert", length);
        if (reacts(from)) {
            unread_reaction_ = true;
            return;
        }
        // Nobody sends anything behind a fatal alert.
        server_.went_on = server_.went_on || (from == Sender::server && unread_alert_ == from);
        // Behind its Finished a client's is its farewell, or its refusal of what came later.
        if (!unread_alert_ && !(from == Sender::client && client_.finished)) {
            unread_alert_ = from;
        }
        return;
    }
    note(from, at, "encrypted record", {}, length);
    if (from == Sender::client) {
        if (unread_alert_ == from) {
            unread_alert_.reset();  // it was none: early data, or a part of a message
        }
        const bool fits = early_data_ ? length == finished : may_have_succeeded();
        client_.finished = client_.finished || fits;
        server_.finished = client_.finished;  // or the client would not have sent its own
    } else {
        server_.went_on = server_.went_on || client_.finished;
    }
}

}  // namespace tlsmatrix::relay
