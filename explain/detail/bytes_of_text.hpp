// Texts that spell bytes. Internal.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tlsmatrix::explain {

using Bytes = std::vector<std::uint8_t>;

// bytes_of_hex reads pairs of hexadecimal digits with separators between them: blanks, colons,
// commas, 0x and \x, and what C and Java put around. Nullopt where anything else stands there.
[[nodiscard]] std::optional<Bytes> bytes_of_hex(std::string_view text);

// bytes_of_dump reads lines of an offset, bytes and perhaps their characters, as Wireshark, xxd,
// hexdump -C and tcpdump -x print them. The offsets have to fit.
[[nodiscard]] std::optional<Bytes> bytes_of_dump(std::string_view text);

// bytes_of_messages takes the client's bytes out of what `openssl s_client -msg` prints.
[[nodiscard]] std::optional<Bytes> bytes_of_messages(std::string_view text);

// bytes_of_base64 reads either alphabet, with blanks between, and with padding or without.
[[nodiscard]] std::optional<Bytes> bytes_of_base64(std::string_view text);

}  // namespace tlsmatrix::explain
