#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <sys/ioctl.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/cli/help_formatter.hpp>
#include <tlsmatrix/cli/parse_mistake.hpp>
#include <tlsmatrix/cli/program.hpp>

namespace tlsmatrix::cli {
namespace {

constexpr std::size_t min_width = 40;
constexpr std::size_t max_width = 100;
constexpr std::size_t usual_width = 80;

struct FlagGroup {
    std::string_view name;
    std::initializer_list<std::string_view> flags;
};

const FlagGroup flag_groups[] = {
    {"Report", {"--format", "--output", "--report", "--color"}},
    {"Certificates",
     {"--cert", "--key", "--key-type", "--name", "--ephemeral", "--verify-client", "--client-ca",
      "--ca", "--insecure", "--no-trust", "--client-auth"}},
    {"TLS", {"--ciphers", "--groups", "--security-level", "--fallback-scsv", "--keylog"}},
    {"Limits",
     {"--threads", "--max-handshakes", "--max-header-bytes", "--max-header-fields",
      "--max-body-bytes", "--timeout", "--answer-timeout", "--handshake-timeout", "--rate",
      "--jobs", "--connections"}},
    {"General", {"--help", "--version", "--quiet"}},
};

// wrapped fills lines up to a width; all but the first are indented.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
    std::string out;
    std::size_t column = indent;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        const std::string_view word = text.substr(begin, end - begin);
        begin = end + 1;
        if (word.empty()) {
            continue;
        }
        const bool is_first = column == indent;
        if (!is_first && column + 1 + word.size() > width) {
            out += "\n" + std::string(indent, ' ');
            column = indent;
        } else if (!is_first) {
            out += ' ';
            ++column;
        }
        out += word;
        column += word.size();
    }
    return out;
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        lines.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return lines;
}

std::string left_of(const OptionWords& option) {
    std::string out;
    for (const std::string& name : option.names) {
        out += (out.empty() ? "" : ", ") + name;
    }
    const bool has_short = !option.names.empty() && option.names.front().size() == 2;
    out.insert(0, option.names.empty() || has_short ? "  " : "      ");
    if (!option.value.empty()) {
        const std::string value =
            !option.choices.empty() && !option.names.empty() ? "WORD" : option.value;
        out += !option.names.empty() ? " " + value : value == "command" ? "COMMAND" : value;
        out += option.repeats ? "..." : "";
    }
    return out;
}

std::string right_of(const OptionWords& option) {
    std::string out = option.description;
    const bool are_told = std::all_of(
        option.choices.begin(), option.choices.end(),
        [&out](const std::string& choice) { return out.find(choice) != std::string::npos; });
    if (!are_told) {
        out += fmt::format(": {}", fmt::join(option.choices, ", "));
    }
    std::string more = option.range;
    if (!option.default_value.empty()) {
        more += fmt::format("{}default: {}", more.empty() ? "" : "; ", option.default_value);
    }
    if (option.required && !option.names.empty()) {
        more += fmt::format("{}required", more.empty() ? "" : "; ");
    }
    return more.empty() ? out : fmt::format("{} ({})", out, more);
}

// A row whose left side is too long goes on in the next line.
std::string row(const std::string& left, const std::string& right, std::size_t width,
                std::size_t column) {
    if (width < usual_width) {
        column = std::min<std::size_t>(column, 8);
    }
    const std::string gap = left.size() + 2 > column ? "\n" + std::string(column, ' ')
                                                     : std::string(column - left.size(), ' ');
    return left + gap + wrapped(right, width, column) + "\n";
}

std::string rows_of(const CLI::App& command, const std::string& group, std::size_t width) {
    constexpr std::size_t column = 27;
    std::string out;
    for (const OptionWords& option : option_words(command)) {
        if (option.group == group && option.names.empty() == (group == "Arguments")) {
            out += row(left_of(option), right_of(option), width, column);
        }
    }
    return out;
}

std::string groups_of(const CLI::App& command, std::size_t width) {
    std::vector<std::string> names{"Arguments", "Options"};
    for (const FlagGroup& group : flag_groups) {
        names.emplace_back(group.name);
    }
    std::string out;
    for (const std::string& name : names) {
        const std::string rows = rows_of(command, name, width);
        out += rows.empty() ? "" : fmt::format("\n{}:\n{}", name, rows);
    }
    return out;
}

std::string commands_of(const CLI::App& app, std::size_t width) {
    constexpr std::size_t column = 14;
    std::string out;
    for (const CLI::App* command : visible_commands(app)) {
        out += row("  " + command->get_name(), command->get_description(), width, column);
    }
    return out.empty() ? out : "\nCommands:\n" + out;
}

}  // namespace

std::string filled(std::string_view text, std::size_t width) {
    std::string out;
    std::string paragraph;
    const auto end_paragraph = [&] {
        out += paragraph.empty() ? "" : wrapped(paragraph, width, 0) + "\n";
        paragraph.clear();
    };
    for (const std::string_view line : lines_of(text)) {
        if (line.empty() || line.starts_with(' ') || line.starts_with("Example")) {
            end_paragraph();
            const bool is_heading = line.starts_with("Example") && !out.empty();
            out += fmt::format("{}{}\n", is_heading && !out.ends_with("\n\n") ? "\n" : "", line);
        } else {
            paragraph += paragraph.empty() ? "" : " ";
            paragraph += line;
        }
    }
    end_paragraph();
    return out;
}

std::string HelpFormatter::make_help(const CLI::App* app, std::string /*name*/,
                                     CLI::AppFormatMode /*mode*/) const {
    const bool is_whole = app->get_parent() == nullptr;
    std::string footer = filled(app->get_footer(), width_);
    const std::size_t examples = std::min(footer.find("Example"), footer.size());
    const std::string told = is_whole ? "" : footer.substr(0, examples);
    footer.erase(0, told.size());
    return fmt::format(
        "{}\n{}\n{}{}{}{}{}", filled(app->get_description(), width_),
        wrapped("Usage: " + usage_of(*app), width_, 0),
        told.empty() ? "" : "\n" + told.substr(0, told.find_last_not_of('\n') + 1) + "\n",
        is_whole ? commands_of(*app, width_) : "", groups_of(*app, width_),
        footer.empty() ? "" : "\n", footer);
}

std::size_t help_width() {
    const char* columns = std::getenv("COLUMNS");
    winsize size{};
    std::size_t width = usual_width;
    if (const auto given = parse_number<std::uint16_t>(columns == nullptr ? "" : columns)) {
        width = *given;
    } else if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        width = size.ws_col;
    }
    return std::clamp(width, min_width, max_width);
}

void group_flags(CLI::App& app) {
    std::vector<CLI::App*> commands = app.get_subcommands([](const CLI::App*) { return true; });
    commands.push_back(&app);
    for (CLI::App* command : commands) {
        for (const FlagGroup& group : flag_groups) {
            for (const std::string_view flag : group.flags) {
                CLI::Option* option = command->get_option_no_throw(std::string(flag));
                if (option != nullptr && !option->get_group().empty()) {
                    option->group(std::string(group.name));
                }
            }
        }
    }
}

}  // namespace tlsmatrix::cli
