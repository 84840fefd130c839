// The formats of access logs that are known by their form. Internal.
#pragma once

#include <tlsmatrix/explain/access_line.hpp>

namespace tlsmatrix::explain {

// match_template reads a line by a template of nginx's variables; nullopt where it does not fit.
// Values are as they stand there, escapes included. Linear in the line.
[[nodiscard]] std::optional<std::vector<Field>> match_template(std::string_view text,
                                                               std::string_view line);

// match_formats tries the formats that are known, the strictest first.
[[nodiscard]] std::optional<AccessLine> match_formats(std::string_view line);

}  // namespace tlsmatrix::explain
