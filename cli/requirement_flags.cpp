#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
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
    const auto version = parse_protocol_version(*flags.least);
    if (!version) {
        throw SetupError(fmt::format(
            "--min takes one version, not '{}': write 1.0, 1.1, 1.2 or 1.3", *flags.least));
    }
    return Requirement::at_least(*version);
}

}  // namespace tlsmatrix::cli
