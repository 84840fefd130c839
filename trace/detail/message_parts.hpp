// Internal. The fields of each kind of message, its four-byte header left out: offsets are those of
// the whole message.
#pragma once

#include <tlsmatrix/trace/field.hpp>

namespace tlsmatrix::trace {

// header_size is that of a handshake message: its type, and its length in three bytes.
inline constexpr std::size_t header_size = 4;

[[nodiscard]] std::vector<Field> client_hello_fields(const Message& message);
[[nodiscard]] std::vector<Field> server_hello_fields(const Message& message);
[[nodiscard]] std::vector<Field> certificate_fields(const Message& message);
[[nodiscard]] std::vector<Field> server_key_exchange_fields(const Message& message);
[[nodiscard]] std::vector<Field> certificate_verify_fields(const Message& message);

// extension_fields reads a block of extensions that begins `where`, with its length.
[[nodiscard]] std::vector<Field> extension_fields(std::span<const std::uint8_t> block,
                                                  std::size_t where, const Message& message);

// hex is the digits of bytes; those beyond `most` are counted.
[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes, std::size_t most = 16);

}  // namespace tlsmatrix::trace
