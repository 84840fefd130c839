// The three gates that check and scan have: --require SET, --refuse SET, --min VERSION.
#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include <tlsmatrix/tls/requirement.hpp>

namespace tlsmatrix::cli {

// RequirementFlags is what was given of them. No two go together.
struct RequirementFlags {
    std::optional<std::string> required;
    std::optional<std::string> refused;
    std::optional<std::string> least;
};

// RequirementHelp is a line for each.
struct RequirementHelp {
    const char* required;
    const char* refused;
    const char* least;
};

void add_requirement_flags(CLI::App& app, RequirementFlags& flags, const RequirementHelp& help);

// requirement_of is nullopt where none was given. The values are checked as they are parsed
// (add_value_checks).
[[nodiscard]] std::optional<Requirement> requirement_of(const RequirementFlags& flags);

}  // namespace tlsmatrix::cli
