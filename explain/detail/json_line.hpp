// Access lines in JSON, ours and those of a log_format of nginx. Internal.
#pragma once

#include <optional>

#include <tlsmatrix/explain/access_line.hpp>

namespace tlsmatrix::explain {

// match_json is nullopt for what is no JSON object.
[[nodiscard]] std::optional<AccessLine> match_json(std::string_view line);

}  // namespace tlsmatrix::explain
