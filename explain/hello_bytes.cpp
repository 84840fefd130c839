#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/explain/detail/bytes_of_text.hpp>
#include <tlsmatrix/explain/hello_bytes.hpp>
#include <tlsmatrix/tls/alert.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>

namespace tlsmatrix::explain {
namespace {

using View = std::span<const std::uint8_t>;

constexpr std::uint8_t handshake_record = 22;
constexpr std::size_t message_header = 4;

std::size_t message_size(View message) {
    ByteReader reader(message);
    reader.u8();
    return message_header + reader.u24();
}

Error missing(std::size_t have, std::size_t want) {
    return Error{
        fmt::format("the ClientHello is cut short: {} of its {} bytes are there, so copy "
                    "all of it",
                    have, want)};
}

bool begins_record(View bytes) {
    return bytes.size() >= 5 && bytes[0] == handshake_record && bytes[1] == 3;
}

Error malformed() {
    return Error{
        "the bytes begin as a ClientHello does, and are not one: a length in it does not "
        "fit, so copy it again"};
}

Result<HelloBytes> whole(HelloBytes hello) {
    const bool good = hello.sslv2 ? parse_sslv2_client_hello(hello.message).has_value()
                                  : parse_client_hello(hello.message).has_value();
    if (!good) {
        return malformed();
    }
    return hello;
}

Error other_message(std::uint8_t type) {
    return Error{type == server_hello_type
                     ? std::string("the bytes are a ServerHello, what a server answered: copy the "
                                   "client's first message")
                     : fmt::format("the bytes are a handshake message of type {}, and no "
                                   "ClientHello: copy the client's first message",
                                   type)};
}

// of_records joins the records that a hello is cut into (RFC 8446 section 5.1).
Result<HelloBytes> of_records(View bytes) {
    HelloBytes hello;
    std::size_t used = 0;
    while (begins_record(bytes.subspan(used))) {
        ByteReader reader(bytes.subspan(used + 1));
        const std::uint16_t version = reader.u16();
        const std::size_t length = reader.u16();
        const View body = bytes.subspan(used + 5, std::min(length, bytes.size() - used - 5));
        hello.record_version = hello.record_version.value_or(version);
        ++hello.records;
        hello.message.insert(hello.message.end(), body.begin(), body.end());
        used += 5 + body.size();
        if (!hello.message.empty() && hello.message.front() != client_hello_type) {
            return other_message(hello.message.front());
        }
        if (hello.message.size() >= message_header &&
            hello.message.size() >= message_size(hello.message)) {
            hello.behind = bytes.size() - used + hello.message.size() - message_size(hello.message);
            hello.message.resize(message_size(hello.message));
            return whole(std::move(hello));
        }
    }
    return missing(hello.message.size(), hello.message.size() < message_header
                                             ? message_header
                                             : message_size(hello.message));
}

Result<HelloBytes> of_message(View bytes) {
    const std::size_t size = message_size(bytes);
    if (bytes.size() < size) {
        return missing(bytes.size(), size);
    }
    const View message = bytes.first(size);
    return whole({.message = {message.begin(), message.end()}, .behind = bytes.size() - size});
}

// of_sslv2 reads the two bytes of the record's header: a length without padding.
Result<HelloBytes> of_sslv2(View bytes) {
    const std::size_t size = static_cast<std::size_t>(bytes[0] & 0x7F) << 8U | bytes[1];
    if (bytes.size() < size + 2) {
        return missing(bytes.size() - 2, size);
    }
    const View message = bytes.subspan(2, size);
    return whole({.message = {message.begin(), message.end()},
                  .sslv2 = true,
                  .records = 1,
                  .behind = bytes.size() - size - 2});
}

// other_content says what bytes are that begin no hello; empty where nobody knows.
std::string other_content(View bytes) {
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    if (bytes.size() >= 7 && bytes[0] == 21 && bytes[1] == 3) {
        return fmt::format("the bytes are an alert record ({})", alert_name(bytes[6]));
    }
    if (bytes.size() >= 5 && bytes[0] == 23 && bytes[1] == 3) {
        return "the bytes are an encrypted record of application data";
    }
    for (const std::string_view word : {"GET ", "POST ", "HEAD ", "PUT ", "CONNECT ", "HTTP/"}) {
        if (text.starts_with(word)) {
            return "the bytes are plain HTTP, and no TLS";
        }
    }
    return {};
}

// behind_headers looks for a record in the bytes of a whole packet. Nothing else has the form of a
// whole hello.
std::optional<HelloBytes> behind_headers(View bytes) {
    constexpr std::size_t most_headers = 256;
    for (std::size_t i = 1; i < std::min(bytes.size(), most_headers); ++i) {
        if (begins_record(bytes.subspan(i))) {
            if (auto hello = of_records(bytes.subspan(i))) {
                hello->before = i;
                return *std::move(hello);
            }
        }
    }
    return std::nullopt;
}

Result<HelloBytes> find_hello(View bytes) {
    if (begins_record(bytes)) {
        return of_records(bytes);
    }
    if (bytes.size() >= message_header && bytes[0] == client_hello_type && bytes[1] == 0) {
        return of_message(bytes);
    }
    if (bytes.size() >= 3 && (bytes[0] & 0x80) != 0 && bytes[2] == client_hello_type) {
        if (auto hello = of_sslv2(bytes)) {
            return hello;
        }
    }
    if (auto hello = behind_headers(bytes)) {
        return *std::move(hello);
    }
    if (bytes.size() >= message_header && bytes[0] == server_hello_type && bytes[1] == 0) {
        return other_message(bytes[0]);
    }
    const std::string other = other_content(bytes);
    return Error{
        other.empty()
            ? std::string("there is no ClientHello in these bytes: give the client's first "
                          "message, as a record (16 03 ...) or without (01 00 ...)")
            : other + ": copy the client's first message"};
}

struct Form {
    std::string_view name;
    std::optional<Bytes> (*read)(std::string_view text);
};

constexpr std::array forms{
    Form{"messages of openssl s_client -msg", bytes_of_messages},
    Form{"a dump with offsets", bytes_of_dump},
    Form{"hexadecimal digits", bytes_of_hex},
    Form{"base64", bytes_of_base64},
};

}  // namespace

Result<HelloBytes> read_hello(std::string_view text) {
    if (text.empty()) {
        return Error{"there are no bytes: give a ClientHello"};
    }
    // What is a hello as it stands needs no reading of letters.
    const View raw(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    Result<HelloBytes> first = find_hello(raw);
    std::string_view told = "raw bytes";
    for (auto form = forms.begin(); form != forms.end() && !first; ++form) {
        const auto bytes = form->read(text);
        if (!bytes) {
            continue;
        }
        auto found = find_hello(*bytes);
        // Of several ways to read it, the first that the text fits says what is wrong.
        if (found || told == "raw bytes") {
            first = std::move(found);
            told = form->name;
        }
    }
    if (first) {
        first->form = told;
    }
    return first;
}

}  // namespace tlsmatrix::explain
