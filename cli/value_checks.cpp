#include <algorithm>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include <tlsmatrix/cli/endpoint.hpp>
#include <tlsmatrix/cli/value_checks.hpp>
#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/plan.hpp>
#include <tlsmatrix/matrix/shard.hpp>
#include <tlsmatrix/scan/target.hpp>
#include <tlsmatrix/server/log/log_format.hpp>
#include <tlsmatrix/tls/meant_versions.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::cli {
namespace {

template <class Parsed>
std::string complaint_of(const Parsed& parsed) {
    return parsed ? std::string() : parsed.error().message;
}

std::string set_complaint(const std::string& text) {
    return complaint_of(VersionSet::parse(text));
}

// One version: of a set the lowest was meant.
std::string version_complaint(const std::string& text) {
    if (parse_protocol_version(text)) {
        return {};
    }
    const auto set = VersionSet::parse(text);
    const std::string meant = set ? std::string(short_name(*set->lowest())) : meant_versions(text);
    return fmt::format(
        "takes one version, not '{}': {}", text,
        meant.empty() ? "write 1.0, 1.1, 1.2 or 1.3" : fmt::format("did you mean {}?", meant));
}

std::string listen_complaint(const std::string& text) {
    return complaint_of(parse_listen(text));
}

std::string pin_complaint(const std::string& text) {
    return complaint_of(parse_pin(text));
}

std::string target_complaint(const std::string& text) {
    return complaint_of(scan::parse_target(text));
}

std::string axis_complaint(const std::string& text) {
    return complaint_of(matrix::parse_axis(text));
}

std::string sets_complaint(const std::string& text) {
    return complaint_of(matrix::parse_sets(text));
}

std::string waiver_complaint(const std::string& text) {
    return complaint_of(matrix::parse_waiver(text));
}

std::string shard_complaint(const std::string& text) {
    return complaint_of(matrix::parse_shard(text));
}

std::string log_format_complaint(const std::string& text) {
    return complaint_of(server::LogFormat::parse(text));
}

// A value whose name lists the choices: exact|openssl.
CLI::Validator one_of(const std::string& choices) {
    return {[padded = "|" + choices + "|"](const std::string& text) {
                const bool is_one = text.find('|') == std::string::npos &&
                                    padded.find("|" + text + "|") != std::string::npos;
                return is_one ? std::string() : "allowed: " + padded;
            },
            ""};
}

struct ValueCheck {
    std::string_view type;
    std::string (*complaint)(const std::string& text);
};

constexpr ValueCheck value_checks[] = {
    {"SET", set_complaint},
    {"VERSION", version_complaint},
    {"ADDR:PORT", listen_complaint},
    {"SET=ADDR:PORT", pin_complaint},
    {"HOST[:PORT]", target_complaint},
    {"NAME=VALUE", axis_complaint},
    {"NAME=VALUES", axis_complaint},
    {"SETS", sets_complaint},
    {"GLOB=REASON", waiver_complaint},
    {"i/n", shard_complaint},
    {"FORMAT", log_format_complaint},
};

}  // namespace

void add_value_checks(CLI::App& app) {
    for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        for (CLI::Option* option : command->get_options()) {
            const std::string type = option->get_type_name();
            const auto* check =
                std::find_if(std::begin(value_checks), std::end(value_checks),
                             [&type](const ValueCheck& each) { return each.type == type; });
            if (check != std::end(value_checks)) {
                option->check(CLI::Validator(check->complaint, ""));
            } else if (type.find('|') != std::string::npos) {
                option->check(one_of(type));
            }
        }
    }
}

}  // namespace tlsmatrix::cli
