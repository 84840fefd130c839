// Finding a known text in a longer one, as a clause of its own. Internal.
#pragma once

#include <optional>
#include <string_view>

namespace tlsmatrix::explain {

// match_clause is how many bytes of the front of `text` a template takes; nullopt where it does not
// fit.
[[nodiscard]] std::optional<std::size_t> match_clause(std::string_view pattern,
                                                      std::string_view text);

// find_clause finds a template where it begins and ends as a clause does: at the text's ends, at
// punctuation, in brackets or quotes. Empty where it is part of something longer.
[[nodiscard]] std::string_view find_clause(std::string_view pattern, std::string_view text);

}  // namespace tlsmatrix::explain
