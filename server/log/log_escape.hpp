// Escaping for access lines: whatever bytes come in, one value stays one printable piece of a line.
//   append_escaped("a\"b", line);  // a\x22b
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tlsmatrix/server/log/text_buffer.hpp>

namespace tlsmatrix::server {

// append_escaped appends a value as nginx's default escaping prints it: bytes 00 to 1F, `"`, `\`
// and 7F to FF as \xXX with upper-case digits. An empty value is `-`.
void append_escaped(std::string_view value, TextBuffer& line);

// unescape is the inverse of append_escaped. Nullopt where a backslash does not begin \xXX, digits
// upper-case. `-` stays `-`: absent, empty and a dash look alike in a line, as they do in nginx's.
[[nodiscard]] std::optional<std::string> unescape(std::string_view text);

// append_json_escaped appends the inside of a JSON string. The result is valid UTF-8 for any bytes:
// those that are not UTF-8 become \u00XX. Control characters, and U+2028 and U+2029, at which some
// readers break lines, are escaped too.
void append_json_escaped(std::string_view value, TextBuffer& line);

}  // namespace tlsmatrix::server
