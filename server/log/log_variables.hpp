// The variables of access line templates: nginx's names, and ours behind `tls_`.
//   if (auto piece = variable_piece("ssl_protocol")) append_escaped(piece->value(entry, ""), line);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/server/access_entry.hpp>
#include <tlsmatrix/server/log/text_buffer.hpp>

namespace tlsmatrix::server {

// Value is what a variable makes of an entry, not escaped yet. `text` is the piece's own: a
// header's name, a constant.
using Value = std::string_view (*)(const AccessEntry& entry, std::string_view text);
// Appender appends what a variable makes of an entry, where that is no text that is there already:
// a number, a list. It escapes what needs it.
using Appender = void (*)(const AccessEntry& entry, TextBuffer& line);

// Piece is one variable of a template, and what stands before it. It has a value, or it appends, or
// it has no variable.
struct Piece {
    TextBuffer::Literal before = {};
    Value value = nullptr;
    Appender append = nullptr;
    std::string text = {};
    bool tells_tls = false;  // it is one of our $tls_ variables
    [[nodiscard]] bool is_open() const { return value == nullptr && append == nullptr; }
};

// variable_piece takes a name without its dollar, in any case, as nginx does; nullopt for an
// unknown one. Every name behind `http_` is known: it is the request header of that name.
[[nodiscard]] std::optional<Piece> variable_piece(std::string_view name);

// variable_names lists the variables in the table's order, those of headers left out.
[[nodiscard]] std::vector<std::string_view> variable_names();

}  // namespace tlsmatrix::server
