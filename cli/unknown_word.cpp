#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/unknown_word.hpp>

namespace tlsmatrix::cli {
namespace {

// Nobody meant what shares less than half of its letters.
std::string suggestion(const std::string& word, const std::vector<std::string>& known) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    if (names.empty() || (word.size() > 1 && word[0] == '-' && word[1] != '-')) {
        return {};  // any letter is as near as any other
    }
    const std::string_view best = nearest(word, names);
    const std::size_t dashes = word.find_first_not_of('-');
    const std::size_t letters = std::max(word.size(), best.size()) - dashes;
    const bool is_near = edit_distance(word, best) * 2 <= letters;
    return is_near ? fmt::format(": did you mean {}?", best) : std::string();
}

// FlagReader reads the flags of one command, or those before any.
class FlagReader {
  public:
    FlagReader(const CLI::App& command, std::string name)
        : name_(std::move(name)), options_(option_words(command)) {}

    // read returns the complaint about a word, or skips the words that are its value.
    std::optional<std::string> read(const std::vector<std::string>& words, std::size_t& index) {
        const std::string& word = words[index];
        if (word.size() < 2 || word[0] != '-') {
            return std::nullopt;  // a positional, of which the parser tells
        }
        return word[1] == '-' ? read_long(word, index) : read_short(word, index);
    }

  private:
    const OptionWords* find(const std::string& name) const {
        const auto found =
            std::find_if(options_.begin(), options_.end(), [&name](const OptionWords& option) {
                return std::find(option.names.begin(), option.names.end(), name) !=
                       option.names.end();
            });
        return found == options_.end() ? nullptr : &*found;
    }

    std::optional<std::string> read_long(const std::string& word, std::size_t& index) {
        const std::size_t equals = word.find('=');
        const OptionWords* option = find(word.substr(0, equals));
        if (option == nullptr) {
            return complaint(word.substr(0, equals));
        }
        index += !option->value.empty() && equals == std::string::npos ? 1U : 0U;
        return std::nullopt;
    }

    // -kd TEXT is -k and -d with a value, which may stand in the same word.
    std::optional<std::string> read_short(const std::string& word, std::size_t& index) {
        for (std::size_t i = 1; i < word.size(); ++i) {
            const OptionWords* option = find(fmt::format("-{}", word[i]));
            if (option == nullptr) {
                return complaint(i == 1 ? word : fmt::format("-{}", word[i]));
            }
            if (!option->value.empty()) {
                index += i + 1 == word.size() ? 1U : 0U;
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    std::string complaint(const std::string& flag) const {
        std::vector<std::string> names;
        bool takes_command = false;
        for (const OptionWords& option : options_) {
            names.insert(names.end(), option.names.begin(), option.names.end());
            takes_command = takes_command || (option.names.empty() && option.value == "command");
        }
        std::string text = fmt::format("unknown flag '{}' of '{}'", flag, name_);
        const std::string meant = suggestion(flag, names);
        if (meant.empty() && takes_command) {
            return text + ": put the client and its arguments behind --";
        }
        return text + meant;
    }

    std::string name_;
    std::vector<OptionWords> options_;
};

std::vector<std::string> command_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::App* command : visible_commands(app)) {
        names.push_back(command->get_name());
    }
    return names;
}

// find_command finds hidden ones, too.
const CLI::App* find_command(const CLI::App& app, const std::string& name) {
    const auto found = app.get_subcommands(
        [&name](const CLI::App* command) { return command->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

}  // namespace

std::optional<std::string> unknown_word(const CLI::App& app,
                                        const std::vector<std::string>& words) {
    FlagReader flags(app, app.get_name());
    bool in_command = false;
    for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
        if (!in_command && !words[i].starts_with('-')) {
            const CLI::App* command = find_command(app, words[i]);
            if (command == nullptr) {
                return fmt::format("unknown command '{}'{}", words[i],
                                   suggestion(words[i], command_names(app)));
            }
            flags = FlagReader(*command, app.get_name() + " " + command->get_name());
            in_command = true;
        } else if (auto complaint = flags.read(words, i)) {
            return complaint;
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::cli
