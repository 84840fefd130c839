#include <algorithm>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/cli/meant_flag.hpp>
#include <tlsmatrix/cli/parse_mistake.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/unknown_word.hpp>
#include <tlsmatrix/report/format.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::cli {
namespace {

const CLI::App& command_of(const CLI::App& app) {
    const auto chosen = app.get_subcommands();
    return chosen.empty() ? app : *chosen.front();
}

// The parser tells of an option by the name that stands first in its message.
const CLI::Option* option_of(const CLI::App& command, std::string_view name) {
    const auto options = command.get_options();
    const auto found =
        std::find_if(options.begin(), options.end(), [name](const CLI::Option* option) {
            return option->get_name() == name || option->get_name(true) == name;
        });
    return found == options.end() ? nullptr : *found;
}

OptionWords words_of_option(const CLI::App& command, const std::string& name) {
    for (OptionWords& option : option_words(command)) {
        const bool is_it =
            option.names.empty()
                ? option.value == name
                : std::find(option.names.begin(), option.names.end(), name) != option.names.end();
        if (is_it) {
            return option;
        }
    }
    return {};
}

// Of several names the one that the documents have.
std::string first_long(const OptionWords& option) {
    const auto found = std::find_if(option.names.begin(), option.names.end(),
                                    [](const std::string& name) { return name.starts_with("--"); });
    return found == option.names.end() ? option.names.front() : *found;
}

std::string with_value(const std::string& name, const OptionWords& words) {
    return words.value.empty() ? name : fmt::format("{} {}", name, words.value);
}

std::string missing(const CLI::App& command, const std::string& name) {
    const OptionWords words = words_of_option(command, name);
    if (words.names.empty() && words.value == "command") {
        return fmt::format("no command is given: write it behind --, as in '{}'",
                           usage_of(command));
    }
    return words.names.empty()
               ? fmt::format("{} is missing ({}): write '{}'", name, words.description,
                             usage_of(command))
               : fmt::format("{} is missing: write {}", name, with_value(name, words));
}

std::string bad_count(const CLI::App& command, const std::string& name,
                      const std::string& complaint) {
    const CLI::Option* option = option_of(command, name);
    const OptionWords words = words_of_option(command, name);
    if (option == nullptr) {
        return complaint;
    }
    if (option->get_expected_min() > 1) {
        return fmt::format("{} takes {} values: write {}", name, option->get_expected_min(),
                           with_value(name, words));
    }
    return option->results().size() > 1
               ? fmt::format("{} is given more than once", name)
               : fmt::format("{} has no value: write {}", name, with_value(name, words));
}

// The first of the values that is not among the choices.
std::optional<std::string> unchosen(const CLI::Option& option, const OptionWords& words) {
    for (const std::string& value : option.results()) {
        if (std::find(words.choices.begin(), words.choices.end(), value) == words.choices.end()) {
            return value;
        }
    }
    return std::nullopt;
}

std::string bad_value(const CLI::App& command, const std::string& name,
                      const std::string& complaint) {
    const CLI::Option* option = option_of(command, name);
    const OptionWords words = words_of_option(command, name);
    if (option == nullptr) {
        return fmt::format("{}: {}", name, complaint);
    }
    if (!words.choices.empty()) {
        const std::string value = unchosen(*option, words).value_or("");
        const std::vector<std::string_view> known(words.choices.begin(), words.choices.end());
        const std::string meant = did_you_mean(value, known);
        return fmt::format("unknown value '{}' of {}{}{}allowed: {}", value, name, meant,
                           meant.empty() ? ": " : " ", fmt::join(words.choices, ", "));
    }
    const std::string value = option->results().empty() ? "" : option->results().back();
    return words.range.empty() || complaint.find("not in range") == std::string::npos
               ? fmt::format("{}{} {}", name, complaint.starts_with("takes ") ? "" : ":", complaint)
               : fmt::format("{} takes a number from {}, not '{}'", name, words.range, value);
}

std::vector<std::string> set_flags(const CLI::App& command) {
    std::vector<std::string> names;
    for (const OptionWords& option : option_words(command)) {
        if (option.value == "SET" && !option.names.empty()) {
            names.push_back(first_long(option));
        }
    }
    return names;
}

// What a stray word would be the value of.
std::string flag_for(const CLI::App& command, const std::vector<std::string>& extras,
                     const std::string& before) {
    const std::string& word = extras.front();
    const bool is_port = parse_number<std::uint16_t>(word).has_value();
    if (is_port && words_of_option(command, "--port").value == "PORT") {
        return fmt::format("--port {}", word);
    }
    if (is_port && !before.empty() && before.find(':') == std::string::npos) {
        return fmt::format("{}:{}", before, word);
    }
    if (report::find_format(word) != nullptr && option_of(command, "--format") != nullptr) {
        return fmt::format("--format {}", word);
    }
    const std::vector<std::string> flags = set_flags(command);
    std::string meant;
    for (std::size_t i = 0; i < std::min(extras.size(), flags.size()); ++i) {
        if (VersionSet::parse(extras[i])) {
            meant += fmt::format("{}{} {}", meant.empty() ? "" : " ", flags[i], extras[i]);
        }
    }
    return meant.empty() ? meant_flag(command, "--" + word) : meant;
}

std::string stray(const CLI::App& app, const CLI::App& command) {
    std::vector<std::string> extras = command.remaining();
    if (extras.empty()) {
        extras = app.remaining();
    }
    if (extras.empty()) {
        return "there is a word too many";
    }
    std::string takes = "flags alone";
    std::string before;
    for (const CLI::Option* option : command.get_options()) {
        if (option->nonpositional() || option->get_name(true).empty()) {
            continue;
        }
        before = option->results().empty() ? "" : option->results().back();
        takes = fmt::format("one {}, and has '{}'", option->get_name(true), before);
    }
    const std::string meant = flag_for(command, extras, before);
    return fmt::format("unexpected word '{}': '{} {}' takes {}{}", extras.front(), app.get_name(),
                       command.get_name(), takes,
                       meant.empty() ? "" : fmt::format("; did you mean {}?", meant));
}

// What stands before and behind a word of the parser's.
std::pair<std::string, std::string> parted(const std::string& text, std::string_view by) {
    const std::size_t at = text.find(by);
    return at == std::string::npos ? std::pair(text, std::string())
                                   : std::pair(text.substr(0, at), text.substr(at + by.size()));
}

}  // namespace

std::string usage_of(const CLI::App& command) {
    std::string usage =
        command.get_parent() == nullptr
            ? fmt::format("{} COMMAND", command.get_name())
            : fmt::format("{} {}", command.get_parent()->get_name(), command.get_name());
    std::string behind;
    for (const OptionWords& option : option_words(command)) {
        if (!option.names.empty() && option.required) {
            usage += fmt::format(" {}", with_value(first_long(option), option));
        } else if (option.names.empty()) {
            behind += option.value == "command"
                          ? std::string(" -- COMMAND...")
                          : fmt::format(" {}{}{}{}", option.required ? "" : "[", option.value,
                                        option.repeats ? "..." : "", option.required ? "" : "]");
        }
    }
    return fmt::format("{} [OPTION...]{}", usage, behind);
}

std::string misplaced_flag(const CLI::App& app, const std::vector<std::string>& words) {
    const auto dashes = std::find(words.begin(), words.end(), "--");
    const auto chosen = app.get_subcommands();
    if (chosen.empty() || words.end() - dashes < 2 || !dashes[1].starts_with('-') ||
        words_of_option(*chosen.front(), "command").value.empty()) {
        return {};
    }
    const std::string flag = dashes[1].substr(0, dashes[1].find('='));
    return fmt::format("'{}' stands behind --, where the command begins: {}", dashes[1],
                       option_of(*chosen.front(), flag) != nullptr ? "write flags before --"
                                                                   : "name a program first");
}

std::string parse_mistake(const CLI::App& app, const CLI::ParseError& error,
                          const std::vector<std::string>& words) {
    if (auto complaint = unknown_word(app, words)) {
        return *complaint;
    }
    const CLI::App& command = command_of(app);
    const std::string text = error.what();
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
        return missing(command, parted(text, " is required").first);
    }
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
        return stray(app, command);
    }
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr) {
        return bad_count(command, parted(text, ": ").first, text);
    }
    if (dynamic_cast<const CLI::ValidationError*>(&error) != nullptr) {
        const auto [name, complaint] = parted(text, ": ");
        return bad_value(command, name, complaint);
    }
    if (dynamic_cast<const CLI::ExcludesError*>(&error) != nullptr) {
        const auto [one, other] = parted(text, " excludes ");
        return fmt::format("{} and {} exclude each other: leave one of them out", one, other);
    }
    if (dynamic_cast<const CLI::RequiresError*>(&error) != nullptr) {
        const auto [one, other] = parted(text, " requires ");
        return fmt::format("{} goes with {}: give both", one, other);
    }
    if (dynamic_cast<const CLI::ConversionError*>(&error) != nullptr) {
        const auto [name, value] = parted(parted(text, "Could not convert: ").second, " = ");
        return fmt::format("{} takes a number, not '{}'", name, value);
    }
    return text;
}

}  // namespace tlsmatrix::cli
