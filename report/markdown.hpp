// Tables in GitHub's Markdown: the one writer of every command.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsmatrix::report {

// markdown_table is a heading row and rows below it, each cell escaped and on one line.
[[nodiscard]] std::string markdown_table(const std::vector<std::string>& heading,
                                         const std::vector<std::vector<std::string>>& rows);

// markdown_text escapes what Markdown and HTML would take for their own; line ends become spaces.
[[nodiscard]] std::string markdown_text(std::string_view text);

}  // namespace tlsmatrix::report
