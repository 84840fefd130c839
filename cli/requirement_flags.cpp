#include <tlsmatrix/cli/requirement_flags.hpp>

namespace tlsmatrix::cli {

void add_requirement_flags(CLI::App& app, RequirementFlags& flags, const RequirementHelp& help) {
    app.add_option("--require", flags.required, help.required)->type_name("SET");
    app.add_option("--refuse", flags.refused, help.refused)
        ->excludes("--require")
        ->type_name("SET");
    app.add_option("--min", flags.least, help.least)
        ->excludes("--require")
        ->excludes("--refuse")
        ->type_name("VERSION");
}

std::optional<Requirement> requirement_of(const RequirementFlags& flags) {
    if (flags.required) {
        return Requirement::exactly(VersionSet::parse(*flags.required).value());
    }
    if (flags.refused) {
        return Requirement::refuse(VersionSet::parse(*flags.refused).value());
    }
    if (!flags.least) {
        return std::nullopt;
    }
    return Requirement::at_least(parse_protocol_version(*flags.least).value());  // checked already
}

}  // namespace tlsmatrix::cli
