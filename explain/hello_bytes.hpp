// The bytes of a ClientHello as people copy them: hexadecimal digits in any dress, a dump with
// offsets, base64, or raw.
//   read_hello(text).value().message   // the handshake message, its header included
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::explain {

// HelloBytes is a hello, and what stood around it. A value.
struct HelloBytes {
    std::string form = {};  // how it was written: `hexadecimal digits`, `a dump with offsets`, ...
    std::vector<std::uint8_t> message = {};  // with its four bytes of header; without for SSLv2's
    bool sslv2 = false;
    std::optional<std::uint16_t> record_version = {};  // of its first record; nullopt: no record
    std::size_t records = 0;
    std::size_t before = 0;  // bytes of other protocols in front of it, such as Ethernet and TCP
    std::size_t behind = 0;  // bytes behind it
};

// max_hello_text is what such a text may have.
inline constexpr std::size_t max_hello_text = std::size_t{1} << 20U;

// read_hello finds the first ClientHello. An Error says what the bytes are instead, or how many of
// them are missing.
[[nodiscard]] Result<HelloBytes> read_hello(std::string_view text);

}  // namespace tlsmatrix::explain
