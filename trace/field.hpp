// What stands in a handshake message, field by field.
//   for (const Field& field : fields_of(message)) show(field.name, field.value);
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <tlsmatrix/tls/alert.hpp>

namespace tlsmatrix::trace {

// Field is a piece of a message, by the name that the standards give it.
struct Field {
    std::string name;
    std::size_t offset = 0;  // bytes from the beginning of the message
    std::size_t size = 0;
    std::string value;
    std::string meaning = {};  // what it decides of the version, and whom it binds; empty: nothing

    friend bool operator==(const Field&, const Field&) = default;
};

// Message is what is known of one where it stands.
struct Message {
    Sender from = Sender::client;
    int content_type = 22;    // RFC 8446 section 5.1
    bool at_tls_1_3 = false;  // a ServerHello has chosen it
    std::span<const std::uint8_t> bytes;
};

// message_name is the registry's: ClientHello, Finished, alert, ChangeCipherSpec. The two that
// share a type are told apart: HelloRetryRequest.
[[nodiscard]] std::string message_name(const Message& message);

// message_words is the one thing of it that matters to the version; empty where nothing does.
[[nodiscard]] std::string message_words(const Message& message);

// fields_of takes it apart. Of a message that breaks off there are the fields up to there; what has
// no parts that matter here is one field.
[[nodiscard]] std::vector<Field> fields_of(const Message& message);

}  // namespace tlsmatrix::trace
