#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/cli/meant_flag.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/unknown_word.hpp>

namespace tlsmatrix::cli {
namespace {

struct ForeignCommand {
    std::string_view name;
    std::string_view meant;
};

// What other programs call a command, or do themselves.
constexpr ForeignCommand foreign_commands[] = {
    {"s_server", "serve"}, {"start", "serve"},  {"listen", "serve"},      {"s_client", "request"},
    {"curl", "request"},   {"get", "request"},  {"client", "request"},    {"nmap", "scan"},
    {"sslscan", "scan"},   {"testssl", "scan"}, {"probe", "scan"},        {"test", "check"},
    {"verify", "check"},   {"exec", "run"},     {"proxy", "relay"},       {"convert", "report"},
    {"join", "merge"},     {"cert", "certs"},   {"ca", "certs"},          {"grid", "matrix"},
    {"list", "help"},      {"usage", "help"},   {"version", "--version"},
};

// FlagReader reads the flags of one command, or those before any.
class FlagReader {
  public:
    FlagReader(const CLI::App& app, const CLI::App& command)
        : app_(&app),
          command_(&command),
          name_(&app == &command ? app.get_name()
                                 : fmt::format("{} {}", app.get_name(), command.get_name())),
          options_(option_words(command)) {}

    // read returns the complaint about a word, or skips the words that are its value.
    std::optional<std::string> read(const std::vector<std::string>& words, std::size_t& index) {
        const std::string& word = words[index];
        if (word.size() < 2 || word[0] != '-') {
            is_behind_word_ = true;
            return std::nullopt;  // a positional, of which the parser tells
        }
        has_dashes_ = std::find(words.begin(), words.end(), "--") != words.end();
        return word[1] == '-' ? read_long(words, index) : read_short(words, index);
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

    std::optional<std::string> read_long(const std::vector<std::string>& words,
                                         std::size_t& index) {
        const std::string& word = words[index];
        const std::size_t equals = word.find('=');
        const OptionWords* option = find(word.substr(0, equals));
        if (option == nullptr) {
            return complaint(word.substr(0, equals), words);
        }
        index += !option->value.empty() && equals == std::string::npos ? 1U : 0U;
        return std::nullopt;
    }

    // -kd TEXT is -k and -d with a value, which may stand in the same word.
    std::optional<std::string> read_short(const std::vector<std::string>& words,
                                          std::size_t& index) {
        const std::string& word = words[index];
        for (std::size_t i = 1; i < word.size(); ++i) {
            const OptionWords* option = find(fmt::format("-{}", word[i]));
            if (option == nullptr) {
                return complaint(i == 1 ? word : fmt::format("-{}", word[i]), words);
            }
            if (!option->value.empty()) {
                index += i + 1 == word.size() ? 1U : 0U;
                return std::nullopt;
            }
        }
        return std::nullopt;
    }

    std::string complaint(const std::string& flag, const std::vector<std::string>& words) const {
        std::string text = fmt::format("unknown flag '{}' of '{}'", flag, name_);
        const bool takes_command =
            std::any_of(options_.begin(), options_.end(), [](const OptionWords& option) {
                return option.names.empty() && option.value == "command";
            });
        if (takes_command && !has_dashes_ && is_behind_word_) {
            return text + ": put the command and its arguments behind --";
        }
        if (const std::string meant = meant_flag(*command_, flag); !meant.empty()) {
            return text + fmt::format(": did you mean {}?", meant);
        }
        if (app_ == command_) {
            return text + where_it_belongs(flag, words);
        }
        if (takes_command && !has_dashes_) {
            return text + ": put the command and its arguments behind --";
        }
        const std::string others = commands_with(*app_, flag);
        return others.empty() ? text : fmt::format("{}, which belongs to {}", text, others);
    }

    // A flag before the command that it is of.
    std::string where_it_belongs(const std::string& flag,
                                 const std::vector<std::string>& words) const {
        for (const std::string& word : words) {
            for (const CLI::App* command : visible_commands(*app_)) {
                if (command->get_name() == word && FlagReader(*app_, *command).find(flag)) {
                    return fmt::format(": write it behind the command: {} {} {}", app_->get_name(),
                                       word, flag);
                }
            }
        }
        const std::string others = commands_with(*app_, flag);
        return others.empty() ? "" : fmt::format(": it goes behind a command, such as {}", others);
    }

    const CLI::App* app_;
    const CLI::App* command_;
    std::string name_;
    std::vector<OptionWords> options_;
    bool is_behind_word_ = false;
    bool has_dashes_ = false;
};

// find_command finds hidden ones, too.
const CLI::App* find_command(const CLI::App& app, const std::string& name) {
    const auto found = app.get_subcommands(
        [&name](const CLI::App* command) { return command->get_name() == name; });
    return found.empty() ? nullptr : found.front();
}

}  // namespace

std::string unknown_command(const CLI::App& app, const std::string& word) {
    std::vector<std::string_view> names;
    const auto commands = visible_commands(app);
    for (const CLI::App* command : commands) {
        names.emplace_back(command->get_name());
    }
    const auto* foreign =
        std::find_if(std::begin(foreign_commands), std::end(foreign_commands),
                     [&word](const ForeignCommand& each) { return each.name == word; });
    const std::string meant = foreign == std::end(foreign_commands)
                                  ? did_you_mean(word, names)
                                  : fmt::format(": did you mean {}?", foreign->meant);
    return fmt::format("unknown command '{}'{}", word, meant);
}

std::optional<std::string> unknown_word(const CLI::App& app,
                                        const std::vector<std::string>& words) {
    FlagReader flags(app, app);
    bool in_command = false;
    for (std::size_t i = 0; i < words.size() && words[i] != "--"; ++i) {
        if (!in_command && !words[i].starts_with('-')) {
            const CLI::App* command = find_command(app, words[i]);
            if (command == nullptr) {
                return unknown_command(app, words[i]);
            }
            flags = FlagReader(app, *command);
            in_command = true;
        } else if (auto complaint = flags.read(words, i)) {
            return complaint;
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::cli
