// Bytes from elsewhere, made fit for a line, a terminal, a JSON string: the one place for it.
//   append_escaped("a\"b", line);  // a\x22b
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tlsmatrix/base/text_buffer.hpp>

namespace tlsmatrix {

// is_plain tells whether text is printable ASCII without `"` and `\`, as nearly all is: it stands
// for itself in a line and in JSON.
[[nodiscard]] bool is_plain(std::string_view text);

// append_escaped appends text as nginx's default escaping prints it: bytes 00 to 1F, `"`, `\` and
// 7F to FF as \xXX with upper-case digits.
void append_escaped(std::string_view text, TextBuffer& out);

// escaped is the same as a string; for text that stands between other quotes, those are escaped
// instead of `"`.
[[nodiscard]] std::string escaped(std::string_view text, char quote = '"');

// unescape is the inverse of both. Nullopt where a backslash does not begin \xXX, digits
// upper-case.
[[nodiscard]] std::optional<std::string> unescape(std::string_view text);

// append_json_escaped appends the inside of a JSON string. The result is valid UTF-8 for any bytes:
// those that are not UTF-8 become \u00XX. Control characters, and U+2028 and U+2029, at which some
// readers break lines, are escaped too.
void append_json_escaped(std::string_view text, TextBuffer& out);

// printable is text for people and their terminals, in UTF-8: what a terminal would obey (C0 but
// line feed and tab, DEL, C1) becomes \xXX, and what is no UTF-8 becomes U+FFFD.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace tlsmatrix
