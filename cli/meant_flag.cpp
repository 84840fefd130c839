#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/cli/meant_flag.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/tls/meant_versions.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::cli {
namespace {

struct ForeignFlag {
    std::string_view command;  // empty: any that has what is meant
    std::string_view flag;
    std::string_view meant;
};

// What other programs call it, and shares too few letters with ours to be found by them.
constexpr ForeignFlag foreign_flags[] = {
    {"serve", "--accept", "--listen"},  // openssl s_server
    {"", "--bind", "--listen"},
    {"", "--address", "--listen"},
    {"", "--host", "--listen"},
    {"", "--interface", "--listen"},
    {"serve", "--cafile", "--client-ca"},
    {"serve", "--verify", "--verify-client"},  // openssl s_server
    {"scan", "--servername", "--sni"},         // openssl s_client
    {"scan", "--connect", "HOST:PORT, without a flag"},
    {"scan", "--host", "HOST:PORT, without a flag"},
    {"scan", "--port", "HOST:PORT, without a flag"},
    {"scan", "-p", "HOST:PORT, without a flag"},  // nmap
    {"relay", "--connect", "--to"},
    {"relay", "--target", "--to"},
    {"request", "--connect", "https://HOST:PORT/, without a flag"},
    {"request", "--cafile", "--ca"},
    {"request", "-m", "--timeout"},  // curl
    {"request", "--max-time", "--timeout"},
    {"request", "--connect-timeout", "--timeout"},
    {"", "--curves", "--groups"},
    {"certs", "--out", "DIR, without a flag"},
    {"certs", "-o", "DIR, without a flag"},
    {"certs", "--san", "--name"},
    {"", "--sni", "--name"},
    {"", "--hostname", "--name"},
    {"check", "--tls", "--require"},
    {"scan", "--tls", "--require"},
    {"check", "--versions", "--require"},
    {"run", "--tls", "--pin"},
    {"run", "--listen", "--pin"},
    {"matrix", "--tls", "--clients"},
    {"matrix", "-k", "--filter"},  // pytest
    {"", "-n", "--jobs"},          // pytest-xdist, make
    {"", "-j", "--jobs"},
    {"", "--parallel", "--jobs"},
    {"", "--json", "--format json"},
    {"", "--csv", "--format csv"},
    {"", "--html", "--format html"},
    {"", "--junitxml", "--report junit=FILE"},  // pytest
    {"", "--junit-xml", "--report junit=FILE"},
    {"", "--junit", "--report junit=FILE"},
    {"", "-ox", "--report junit=FILE"},  // nmap
    {"", "-o", "--output"},
    {"", "--colour", "--color"},
    {"", "-v", "--version"},
    {"", "-?", "--help"},
};

std::vector<std::string> flags_of(const CLI::App& command) {
    std::vector<std::string> names;
    for (const OptionWords& option : option_words(command)) {
        names.insert(names.end(), option.names.begin(), option.names.end());
    }
    return names;
}

bool is_in(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string by_other_programs(const CLI::App& command, std::string_view flag,
                              const std::vector<std::string>& names) {
    for (const ForeignFlag& each : foreign_flags) {
        const bool is_ours = !each.meant.starts_with('-') ||
                             is_in(names, each.meant.substr(0, each.meant.find(' ')));
        if (each.flag == flag && is_ours &&
            (each.command.empty() || each.command == command.get_name())) {
            return std::string(each.meant);
        }
    }
    return {};
}

// `--tlsv1.2` and `--tls1_2` hold what is the value of our flag.
std::string by_version(const CLI::App& command, std::string_view flag,
                       const std::vector<std::string>& names) {
    if (!flag.starts_with("--tls")) {
        return {};
    }
    const std::string_view version = flag.substr(2);
    const std::string set = VersionSet::parse(version) ? VersionSet::parse(version)->compact()
                                                       : meant_versions(version);
    const std::string ours =
        is_in(names, "--tls") ? "--tls" : by_other_programs(command, "--tls", names);
    return set.empty() || ours.empty() ? std::string() : fmt::format("{} {}", ours, set);
}

// One that begins with the other: --certificate and --cert. The longer share is nearer.
std::string by_beginning(std::string_view flag, const std::vector<std::string>& names) {
    constexpr std::size_t least = 5;  // --min
    std::string best;
    for (const std::string& name : names) {
        const bool begins = (flag.starts_with(name) && name.size() >= least) ||
                            (std::string_view(name).starts_with(flag) && flag.size() >= least);
        if (begins && (best.empty() || edit_distance(flag, name) < edit_distance(flag, best))) {
            best = name;
        }
    }
    return best;
}

// A word between dashes that both have: --access-log and --log-file.
std::string by_word(std::string_view flag, const std::vector<std::string>& names) {
    constexpr std::size_t least = 3;
    for (std::size_t begin = 2; begin < flag.size();) {
        const std::size_t end = std::min(flag.find('-', begin), flag.size());
        const std::string word = fmt::format("-{}-", flag.substr(begin, end - begin));
        for (const std::string& name : names) {
            if (end - begin >= least && (name.substr(1) + "-").find(word) != std::string::npos) {
                return name;
            }
        }
        begin = end + 1;
    }
    return {};
}

}  // namespace

std::string meant_flag(const CLI::App& command, const std::string& flag) {
    const std::vector<std::string> names = flags_of(command);
    // As openssl and nmap write long flags: -connect.
    std::string wide = flag.size() > 2 && flag[1] != '-' ? "-" + flag : flag;
    std::transform(wide.begin(), wide.end(), wide.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const std::string& spelling : {flag, wide}) {
        if (auto meant = by_other_programs(command, spelling, names); !meant.empty()) {
            return meant;
        }
    }
    if (wide.size() <= 2) {
        return {};  // any letter is as near as any other
    }
    if (is_in(names, wide)) {
        return wide;
    }
    if (auto meant = by_version(command, wide, names); !meant.empty()) {
        return meant;
    }
    if (auto meant = by_beginning(wide, names); !meant.empty()) {
        return meant;
    }
    const std::vector<std::string_view> views(names.begin(), names.end());
    if (const auto meant = meant_word(wide, views); !meant.empty()) {
        return std::string(meant);
    }
    if (auto meant = by_word(wide, names); !meant.empty()) {
        return meant;
    }
    return flag[1] == '-' ? std::string() : by_other_programs(command, flag.substr(0, 2), names);
}

std::string commands_with(const CLI::App& app, const std::string& flag) {
    std::vector<std::string> found;
    for (const CLI::App* command : visible_commands(app)) {
        if (is_in(flags_of(*command), flag)) {
            found.push_back(fmt::format("'{}'", command->get_name()));
        }
    }
    if (found.size() < 2) {
        return found.empty() ? std::string() : found.front();
    }
    const std::string last = found.back();
    found.pop_back();
    return fmt::format("{} and {}", fmt::join(found, ", "), last);
}

}  // namespace tlsmatrix::cli
