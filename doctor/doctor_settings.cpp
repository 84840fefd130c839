#include <array>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/doctor/doctor.hpp>

namespace tlsmatrix::doctor {
namespace {

namespace fs = std::filesystem;
using Settings = std::vector<OtherSetting>;

// A configuration is short; whatever is longer is not read to its end.
constexpr std::size_t max_lines = 10'000;

// A line that ends in a backslash goes on in the next.
std::vector<std::string> lines_of(const fs::path& path) {
    std::vector<std::string> lines;
    std::ifstream file(path);
    std::string text;
    bool goes_on = false;
    for (std::size_t i = 0; i < max_lines && std::getline(file, text); ++i) {
        const std::string_view line = trimmed(text);
        const bool ends_open = line.ends_with('\\');
        const std::string_view words = ends_open ? trimmed(line.substr(0, line.size() - 1)) : line;
        if (goes_on) {
            lines.back() += fmt::format(" {}", words);
        } else {
            lines.emplace_back(words);
        }
        goes_on = ends_open;
    }
    return lines;
}

void read_gnutls(const Environment& environment, Settings& found) {
    const auto named = environment("GNUTLS_SYSTEM_PRIORITY_FILE");
    const fs::path path = named.value_or("/etc/gnutls/config");
    constexpr std::array decisive{"disabled-version", "enabled-version", "default-priority-string",
                                  "SYSTEM"};
    for (const std::string& line : lines_of(path)) {
        for (const std::string_view name : decisive) {
            if (line.starts_with(name) &&
                trimmed(std::string_view(line).substr(name.size())).starts_with('=')) {
                found.push_back({"GnuTLS", path.string(), line});
            }
        }
    }
}

// The file of the JDK whose `java` would run; empty without a JDK.
fs::path java_security(const Environment& environment) {
    std::vector<fs::path> homes;
    if (const auto home = environment("JAVA_HOME"); home && !home->empty()) {
        homes.emplace_back(*home);
    }
    const std::string path = environment("PATH").value_or("");
    for (const std::string_view directory : words_of(path, ":")) {
        std::error_code missing;
        const fs::path program = fs::canonical(fs::path(directory) / "java", missing);
        if (!missing) {
            homes.push_back(program.parent_path().parent_path());
            break;
        }
    }
    for (const fs::path& home : homes) {
        for (const char* place : {"conf/security/java.security", "lib/security/java.security",
                                  "jre/lib/security/java.security"}) {
            std::error_code missing;
            if (fs::is_regular_file(home / place, missing)) {
                return home / place;
            }
        }
    }
    return {};
}

void read_java(const Environment& environment, Settings& found) {
    const fs::path file = java_security(environment);
    for (const std::string& line : file.empty() ? std::vector<std::string>() : lines_of(file)) {
        if (line.starts_with("jdk.tls.disabledAlgorithms")) {
            found.push_back({"Java", file.string(), line});
        }
    }
}

struct Variable {
    const char* library;
    const char* name;
    std::vector<std::string_view> options;  // the beginnings of those that decide versions
};

void read_variables(const Environment& environment, Settings& found) {
    const std::vector<std::string_view> of_java{"-Djava.security.properties", "-Djdk.tls.",
                                                "-Dhttps.protocols"};
    const std::vector<Variable> variables{
        {"Java", "JAVA_TOOL_OPTIONS", of_java},
        {"Java", "JDK_JAVA_OPTIONS", of_java},
        {"Node", "NODE_OPTIONS", {"--tls-", "--openssl-"}},
    };
    for (const Variable& variable : variables) {
        const std::string value = environment(variable.name).value_or("");
        for (const std::string_view word : words_of(value, " ")) {
            for (const std::string_view option : variable.options) {
                if (word.starts_with(option)) {
                    found.push_back({variable.library, variable.name, std::string(word)});
                    break;
                }
            }
        }
    }
}

}  // namespace

std::vector<OtherSetting> read_other_settings(const Environment& environment) {
    Settings found;
    read_gnutls(environment, found);
    read_java(environment, found);
    read_variables(environment, found);
    return found;
}

}  // namespace tlsmatrix::doctor
