#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>
#include <tlsmatrix/tls/server_hello.hpp>
#include <tlsmatrix/trace/detail/message_parts.hpp>
#include <tlsmatrix/trace/field.hpp>

namespace tlsmatrix::trace {
namespace {

constexpr int change_cipher_spec_content = 20;
constexpr int alert_content = 21;

std::vector<Field> alert_fields(const Message& message) {
    if (message.bytes.size() != 2) {
        return {};
    }
    const Alert alert{message.bytes[1], static_cast<AlertLevel>(message.bytes[0]), message.from};
    const bool ends = alert.ends_handshake(message.at_tls_1_3);
    return {
        {"level", 0, 1, alert.level == AlertLevel::warning ? "warning" : "fatal",
         message.at_tls_1_3 ? "In TLSv1.3 nobody looks at it." : ""},
        {"description", 1, 1, alert_name(alert.description),
         ends ? fmt::format("The {} ends the handshake with it.", sender_name(message.from)) : ""}};
}

std::vector<Field> body_of(const Message& message, std::string value, std::string meaning = {}) {
    const std::size_t size = message.bytes.size() - header_size;
    if (size == 0) {
        return {};
    }
    return {{"body", header_size, size, std::move(value), std::move(meaning)}};
}

std::vector<Field> handshake_fields(const Message& message) {
    switch (message.bytes[0]) {
        case client_hello_type:
            return client_hello_fields(message);
        case server_hello_type:
            return server_hello_fields(message);
        case certificate_type:
            return certificate_fields(message);
        case server_key_exchange_type:
            return server_key_exchange_fields(message);
        case certificate_verify_type:
            return certificate_verify_fields(message);
        case finished_type: {
            std::vector<Field> fields =
                body_of(message, hex(message.bytes.subspan(header_size)),
                        "A keyed hash of all messages before it, hellos included: who changed one "
                        "of them on the way is found out here at the latest.");
            if (!fields.empty()) {
                fields.front().name = "verify_data";
            }
            return fields;
        }
        default:
            return body_of(message, fmt::format("{} bytes", message.bytes.size() - header_size));
    }
}

std::string client_hello_words(const ClientHello& hello) {
    std::string words = fmt::format("offers {}", hello.offered_words());
    if (hello.has_fallback_scsv()) {
        words += ", with TLS_FALLBACK_SCSV";
    }
    return words;
}

std::string server_hello_words(const ServerHello& hello) {
    if (hello.hello_retry_request) {
        return fmt::format("asks for another hello, for {}", version_code_name(hello.version));
    }
    return fmt::format("chooses {}, {}{}", version_code_name(hello.version),
                       suite_name(hello.cipher_suite),
                       hello.sentinel == DowngradeSentinel::none      ? ""
                       : hello.sentinel == DowngradeSentinel::tls_1_2 ? ", with sentinel 01"
                                                                      : ", with sentinel 00");
}

}  // namespace

std::string message_name(const Message& message) {
    if (message.content_type == change_cipher_spec_content) {
        return "ChangeCipherSpec";
    }
    if (message.content_type == alert_content) {
        return "alert";
    }
    const auto hello = parse_server_hello(message.bytes);
    if (!message.bytes.empty() && message.bytes[0] == server_hello_type && hello &&
        hello->hello_retry_request) {
        return "HelloRetryRequest";
    }
    return message.bytes.empty() ? "nothing" : handshake_type_name(message.bytes[0]);
}

std::string message_words(const Message& message) {
    if (message.content_type == alert_content && message.bytes.size() == 2) {
        return fmt::format("{} ({})", alert_name(message.bytes[1]),
                           message.bytes[0] == 1 ? "warning" : "fatal");
    }
    if (message.content_type == change_cipher_spec_content) {
        return message.at_tls_1_3 ? "for middleboxes alone" : "encrypted from here on";
    }
    if (message.bytes.empty() || message.content_type == alert_content) {
        return {};
    }
    if (message.bytes[0] == client_hello_type) {
        const auto hello = parse_client_hello(message.bytes);
        return hello ? client_hello_words(*hello) : std::string();
    }
    if (message.bytes[0] == server_hello_type) {
        const auto hello = parse_server_hello(message.bytes);
        return hello ? server_hello_words(*hello) : std::string();
    }
    return {};
}

std::vector<Field> fields_of(const Message& message) {
    if (message.content_type == alert_content) {
        return alert_fields(message);
    }
    if (message.content_type == change_cipher_spec_content) {
        return {{"type", 0, message.bytes.size(), hex(message.bytes), ""}};
    }
    return message.bytes.size() < header_size ? std::vector<Field>() : handshake_fields(message);
}

}  // namespace tlsmatrix::trace
