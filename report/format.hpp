// The formats of reports: each is one file, one row of a table, and there for every command.
//   const Format* format = find_format("junit");
//   std::string text = written(document, *format);
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <tlsmatrix/report/document.hpp>

namespace tlsmatrix::report {

// Look is what a terminal can show.
struct Look {
    bool colour = false;
};

// Format is how a document is written: what stands before its items, each of them, by its number
// from 1 on, and what stands behind them. So whoever has too many items to hold writes the items
// first, into a file, and the rest once all are known.
struct Format {
    std::string_view name;
    std::string (*head)(const Document& document, Look look);
    std::string (*item)(const Item& item, const Document& frame,
                        std::size_t number) = nullptr;        // null: no items
    std::string (*foot)(const Document& document) = nullptr;  // null: nothing
};

// formats are all of them, the one for people first.
[[nodiscard]] std::span<const Format> formats();
// find_format is null for a name that there is not.
[[nodiscard]] const Format* find_format(std::string_view name);
// format_names is what a message lists: `table, json, ...`.
[[nodiscard]] std::string format_names();

// written is a whole document.
[[nodiscard]] std::string written(const Document& document, const Format& format, Look look = {});
// The same for a format by its name, which there must be.
[[nodiscard]] std::string written(const Document& document, std::string_view format);

}  // namespace tlsmatrix::report
