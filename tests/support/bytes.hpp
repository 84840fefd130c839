// Bytes of the wire, put together by hand: lengths and lists in network order.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <vector>

namespace tlsmatrix {

using Bytes = std::vector<std::uint8_t>;

inline Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const Bytes& part : parts) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

// number is `value` in as many bytes.
inline Bytes number(std::size_t value, std::size_t bytes) {
    Bytes all;
    for (std::size_t left = bytes; left > 0; --left) {
        all.push_back(static_cast<std::uint8_t>(value >> (8 * (left - 1))));
    }
    return all;
}

// with_length is the content behind its own length in as many bytes.
inline Bytes with_length(std::size_t bytes, const Bytes& content) {
    return joined({number(content.size(), bytes), content});
}

inline Bytes codes(const std::vector<std::uint16_t>& list) {
    Bytes all;
    for (const std::uint16_t code : list) {
        all.push_back(static_cast<std::uint8_t>(code >> 8));
        all.push_back(static_cast<std::uint8_t>(code));
    }
    return all;
}

inline Bytes text(std::string_view characters) {
    return {characters.begin(), characters.end()};
}

inline Bytes extension_bytes(std::uint16_t type, const Bytes& body) {
    return joined({number(type, 2), with_length(2, body)});
}

// handshake_message puts type and length in front (RFC 8446 section 4).
inline Bytes handshake_message(std::uint8_t type, const Bytes& body) {
    return joined({{type}, with_length(3, body)});
}

// record_bytes is a record of TLS 1.0's number, as every hello comes in (RFC 8446 section 5.1).
inline Bytes record_bytes(std::uint8_t type, const Bytes& body) {
    return joined({{type, 3, 1}, with_length(2, body)});
}

// HelloParts is a ClientHello in the making; without `extensions` there is no such block at all.
struct HelloParts {
    std::uint16_t legacy_version = 0x0303;
    Bytes session_id = {};
    std::vector<std::uint16_t> cipher_suites = {0xc02b, 0xc02f};
    Bytes compressions = {0};
    std::optional<Bytes> extensions = std::nullopt;
};

inline Bytes client_hello_bytes(const HelloParts& parts) {
    return handshake_message(
        1,
        joined({number(parts.legacy_version, 2), Bytes(32, 0xab), with_length(1, parts.session_id),
                with_length(2, codes(parts.cipher_suites)), with_length(1, parts.compressions),
                parts.extensions ? with_length(2, *parts.extensions) : Bytes()}));
}

}  // namespace tlsmatrix
