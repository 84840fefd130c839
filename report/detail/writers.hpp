// What each format is made of. Internal: format.hpp has them by their names.
#pragma once

#include <tlsmatrix/report/format.hpp>

namespace tlsmatrix::report {

// One for each file: table_format.cpp, ...
[[nodiscard]] std::string table_head(const Document& document, Look look);

[[nodiscard]] std::string json_head(const Document& document, Look look);
[[nodiscard]] std::string json_item(const Item& item, const Document& frame, std::size_t number);
[[nodiscard]] std::string json_foot(const Document& document);

[[nodiscard]] std::string junit_head(const Document& document, Look look);
[[nodiscard]] std::string junit_item(const Item& item, const Document& frame, std::size_t number);
[[nodiscard]] std::string junit_foot(const Document& document);

[[nodiscard]] std::string markdown_head(const Document& document, Look look);

[[nodiscard]] std::string html_head(const Document& document, Look look);
[[nodiscard]] std::string html_item(const Item& item, const Document& frame, std::size_t number);
[[nodiscard]] std::string html_foot(const Document& document);

[[nodiscard]] std::string github_head(const Document& document, Look look);
[[nodiscard]] std::string github_item(const Item& item, const Document& frame, std::size_t number);
[[nodiscard]] std::string github_foot(const Document& document);

[[nodiscard]] std::string csv_head(const Document& document, Look look);
[[nodiscard]] std::string csv_item(const Item& item, const Document& frame, std::size_t number);

// on_a_page is what stands where there is room.
[[nodiscard]] inline const std::string& on_a_page(const Words& words) {
    return words.whole.empty() ? words.text : words.whole;
}

}  // namespace tlsmatrix::report
