// Text for those who read it: lines of a width for terminals, and what Markdown, XML or a shell
// would take for its own escaped.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tlsmatrix::report {

// table_width is the width that every table keeps to.
inline constexpr std::size_t table_width = 80;

// wrap breaks text at spaces into lines of at most `width`, each indented and ended by a newline. A
// word that is longer than a line stays whole.
[[nodiscard]] std::string wrap(std::string_view text, std::size_t indent,
                               std::size_t width = table_width);

// shell_word is one word for a POSIX shell, quoted where it must be.
[[nodiscard]] std::string shell_word(std::string_view word);

// xml_text escapes text for use between tags and in attributes. Characters that XML 1.0 cannot hold
// become U+FFFD, and so do bytes that are no UTF-8.
[[nodiscard]] std::string xml_text(std::string_view text);

// markdown_text escapes what Markdown and HTML would take for their own; line ends become spaces.
[[nodiscard]] std::string markdown_text(std::string_view text);

}  // namespace tlsmatrix::report
