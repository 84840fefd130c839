// Internal. What the tables say in words, the same for each of their writers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>

namespace tlsmatrix::matrix::ssl_module {

inline constexpr std::string_view title =
    "The compatibility table of Python's ssl module: does a client (down) connect to a server "
    "(across)? Driven here, three times over.";

// heading_of is the protocol's name with its footnote.
[[nodiscard]] std::string heading_of(Protocol protocol);
// cell_word is `yes`, `no`, `no (1)`, `no !` where it has drifted, `-` where nothing was driven,
// and `yes ?` where the rule had said otherwise.
[[nodiscard]] std::string cell_word(const TableCell& cell);
// find_cell is null in a run that was interrupted before the cell.
[[nodiscard]] const TableCell* find_cell(const DrivenTable& table, Protocol client,
                                         Protocol server);
// configuration_words is the name and meaning of a configuration, and how far it has drifted.
[[nodiscard]] std::string configuration_words(const DrivenTable& table);
// drift_sentences has one for each cell that has drifted, with what was seen.
[[nodiscard]] std::vector<std::string> drift_sentences(const DrivenTable& table);
// problem_sentences has one for each cell that came out otherwise than the rule says.
[[nodiscard]] std::vector<std::string> problem_sentences(const DrivenTable& table);
// legend has the signs and the footnotes, a line each.
[[nodiscard]] std::vector<std::string> legend();

}  // namespace tlsmatrix::matrix::ssl_module
