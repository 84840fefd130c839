// UTF-8 (RFC 3629), for reports that quote what others wrote.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tlsmatrix {

inline constexpr std::string_view utf8_replacement = "\xEF\xBF\xBD";  // U+FFFD

// DecodedCharacter is the character at the front of a text; bytes is 0 where there is none.
struct DecodedCharacter {
    std::uint32_t character = 0;
    std::size_t bytes = 0;
};

// decode_utf8 reads one character. Overlong forms, surrogates and what lies above U+10FFFF are
// none.
[[nodiscard]] DecodedCharacter decode_utf8(std::string_view text);

// as_utf8 replaces every byte that belongs to no character by U+FFFD; utf8_or_latin1 takes it for a
// character of ISO 8859-1, so that its value can be told.
[[nodiscard]] std::string as_utf8(std::string_view text);
[[nodiscard]] std::string utf8_or_latin1(std::string_view text);

}  // namespace tlsmatrix
