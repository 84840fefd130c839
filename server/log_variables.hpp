// The variables of access line templates: nginx's names, and ours behind `tls_`.
//   if (auto piece = variable_piece("ssl_protocol")) piece->append(entry, piece->text, line);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/access_entry.hpp"
#include "server/text_buffer.hpp"

namespace tlsmatrix::server {

// Appender appends what a variable makes of an entry, escaped. `text` is the piece's own: a
// header's name, a constant.
using Appender = void (*)(const AccessEntry& entry, std::string_view text, TextBuffer& line);

// Piece is one variable of a template, and what stands before it.
struct Piece {
    TextBuffer::Literal before = {};
    Appender append = nullptr;  // null: there is no variable
    std::string text = {};
    bool tells_tls = false;  // it is one of our $tls_ variables
};

// variable_piece takes a name without its dollar, in any case, as nginx does; nullopt for an
// unknown one. Every name behind `http_` is known: it is the request header of that name.
[[nodiscard]] std::optional<Piece> variable_piece(std::string_view name);

// variable_names lists the variables in the table's order, those of headers left out.
[[nodiscard]] std::vector<std::string_view> variable_names();

}  // namespace tlsmatrix::server
