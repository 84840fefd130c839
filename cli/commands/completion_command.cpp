#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>

namespace tlsmatrix::cli {
namespace {

// Kind is what a shell can do for a value.
enum class Kind { flag, choice, file, directory, anything };

Kind kind_of(const OptionWords& option) {
    return option.value.empty()      ? Kind::flag
           : !option.choices.empty() ? Kind::choice
           : option.value == "FILE"  ? Kind::file
           : option.value == "DIR"   ? Kind::directory
                                     : Kind::anything;
}

// The sets that are written most; any other can be typed.
const std::vector<std::string> version_sets{"1.0", "1.1", "1.2", "1.3", "1.2+", "all"};

std::vector<OptionWords> completed_words(const CLI::App& command) {
    std::vector<OptionWords> options = option_words(command);
    for (OptionWords& option : options) {
        if (option.value == "SET" && option.choices.empty()) {
            option.choices = version_sets;
        }
    }
    return options;
}

std::string spaced(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, " "));
}

std::string replaced(std::string text, std::string_view special, std::string_view before) {
    for (std::size_t i = 0; (i = text.find_first_of(special, i)) != std::string::npos;) {
        text.insert(i, before);
        i += before.size() + 1;
    }
    return text;
}

// quoted is one word for a POSIX shell.
std::string quoted(const std::string& text) {
    return "'" + replaced(text, "'", "'\\'") + "'";
}

// The head of the bash function finds the command and, as `=` parts words there, the option that
// the word under the cursor is a value of.
constexpr std::string_view bash_head =
    R"(# bash completion for tlsmatrix, made by `tlsmatrix completion bash` from the program's own help.
_tlsmatrix() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command= words= files= i
    if [[ $cur == = ]]; then
        cur=
    elif [[ $prev == = ]]; then
        prev=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            -*) ;;
            *) command=${COMP_WORDS[i]}; break ;;
        esac
    done
)";
constexpr std::string_view bash_tail = R"(    COMPREPLY=()
    if [[ -n $files ]]; then
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen "$files" -- "$cur")
    fi
    COMPREPLY+=($(compgen -W "$words" -- "$cur"))
}
complete -F _tlsmatrix tlsmatrix
)";

std::string bash_value(const OptionWords& option) {
    const Kind kind = kind_of(option);
    return kind == Kind::choice      ? "words=" + quoted(spaced(option.choices))
           : kind == Kind::file      ? "files=-f"
           : kind == Kind::directory ? "files=-d"
                                     : ":";
}

// bash_case is what may come where no value is due, as a branch for one command.
std::string bash_case(const std::string& command, const std::vector<OptionWords>& options,
                      const std::vector<std::string>& further) {
    std::vector<std::string> names = further;
    std::string files;
    for (const OptionWords& option : options) {
        names.insert(names.end(), option.names.begin(), option.names.end());
        if (option.names.empty()) {
            names.insert(names.end(), option.choices.begin(), option.choices.end());
            files = kind_of(option) == Kind::directory ? "; files=-d" : "";
        }
    }
    return fmt::format("        {}/*) words={}{} ;;\n", command, quoted(spaced(names)), files);
}

std::string bash_script(const CLI::App& app) {
    std::string values;
    std::string names;
    std::vector<std::string> commands;
    for (const CLI::App* command : visible_commands(app)) {
        const auto options = completed_words(*command);
        for (const OptionWords& option : options) {
            if (kind_of(option) == Kind::flag || option.names.empty()) {
                continue;
            }
            const std::string before = command->get_name() + "/";
            values += fmt::format("        {}{}) {} ;;\n", before,
                                  fmt::join(option.names, " | " + before), bash_value(option));
        }
        names += bash_case(command->get_name(), options, {});
        commands.push_back(command->get_name());
    }
    names += bash_case("", completed_words(app), commands);
    return fmt::format("{}    case $command/$prev in\n{}{}    esac\n{}", bash_head, values, names,
                       bash_tail);
}

const std::string zsh_next = " \\\n            ";

// zsh_specs are the arguments of _arguments for one option.
std::string zsh_specs(const OptionWords& option) {
    const Kind kind = kind_of(option);
    std::string action;
    if (kind != Kind::flag) {
        const std::string how = kind == Kind::choice ? fmt::format("({})", spaced(option.choices))
                                : kind == Kind::file ? "_files"
                                : kind == Kind::directory ? "_files -/"
                                                          : " ";
        action = fmt::format(":{}:{}", replaced(option.value, ":\\", "\\"), how);
    }
    if (option.names.empty()) {
        return zsh_next + quoted((option.repeats ? "*" : "1") + action);
    }
    const std::string text = fmt::format("[{}]", replaced(option.description, "[]\\", "\\"));
    std::string out;
    for (const std::string& name : option.names) {
        const std::string others = option.repeats ? "*" : fmt::format("({})", spaced(option.names));
        const std::string joint = kind == Kind::flag ? "" : name.starts_with("--") ? "=" : "+";
        out += zsh_next + quoted(fmt::format("{}{}{}{}{}", others, name, joint, text, action));
    }
    return out;
}

std::string zsh_arguments(const CLI::App& command) {
    std::string out = "_arguments -s";
    for (const OptionWords& option : completed_words(command)) {
        out += zsh_specs(option);
    }
    return out;
}

// The script works both where zsh loads it by its name and where somebody sources it.
std::string zsh_script(const CLI::App& app) {
    std::string list;
    std::string branches;
    for (const CLI::App* command : visible_commands(app)) {
        list += fmt::format(
            "        {}\n",
            quoted(command->get_name() + ":" + replaced(first_sentence(*command), ":\\", "\\")));
        branches +=
            fmt::format("        {}) {} ;;\n", command->get_name(), zsh_arguments(*command));
    }
    return fmt::format(
        "#compdef tlsmatrix\n"
        "# Made by `tlsmatrix completion zsh` from the program's own help.\n"
        "_tlsmatrix() {{\n    local -a commands=(\n{}    )\n"
        "    if ((CURRENT == 2)); then\n"
        "        [[ $words[2] == -* ]] || _describe -t commands command commands\n        {}\n"
        "        return\n    fi\n"
        "    shift words\n    ((CURRENT--))\n    case $words[1] in\n{}    esac\n}}\n"
        "if [[ $funcstack[1] == _tlsmatrix ]]; then _tlsmatrix \"$@\"; "
        "else compdef _tlsmatrix tlsmatrix; fi\n",
        list, zsh_arguments(app), branches);
}

std::string fish_quoted(const std::string& text) {
    return "'" + replaced(text, "'\\", "\\") + "'";
}

std::string fish_line(const std::string& condition, const OptionWords& option) {
    std::string out = "complete -c tlsmatrix -n " + fish_quoted(condition);
    for (const std::string& name : option.names) {
        out += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    }
    const Kind kind = kind_of(option);
    const std::string value_due = option.names.empty() ? "" : " -x";
    out += kind == Kind::choice      ? value_due + " -a " + fish_quoted(spaced(option.choices))
           : kind == Kind::file      ? " -r -F"
           : kind == Kind::directory ? " -a '(__fish_complete_directories)'"
           : kind == Kind::anything  ? value_due
                                     : "";
    return out + " -d " + fish_quoted(option.description) + "\n";
}

std::string fish_script(const CLI::App& app) {
    std::string out =
        "# Made by `tlsmatrix completion fish` from the program's own help.\n"
        "complete -c tlsmatrix -f\n";
    for (const OptionWords& option : completed_words(app)) {
        out += fish_line("__fish_use_subcommand", option);
    }
    for (const CLI::App* command : visible_commands(app)) {
        out += fmt::format("complete -c tlsmatrix -n '__fish_use_subcommand' -a {} -d {}\n",
                           command->get_name(), fish_quoted(first_sentence(*command)));
        for (const OptionWords& option : completed_words(*command)) {
            out += fish_line("__fish_seen_subcommand_from " + command->get_name(), option);
        }
    }
    return out;
}

}  // namespace

void add_completion(Program& program) {
    auto shell = std::make_shared<std::string>();
    CLI::App* app =
        program.app.add_subcommand("completion", "Print completions for a shell, to be sourced");
    app->footer(
        "Examples:\n"
        "  tlsmatrix completion bash > ~/.local/share/bash-completion/completions/tlsmatrix\n"
        "  tlsmatrix completion fish > ~/.config/fish/completions/tlsmatrix.fish");
    app->add_option("SHELL", *shell, "the shell they are for")
        ->check(CLI::IsMember({"bash", "zsh", "fish"}))
        ->required();
    app->final_callback([&program, shell] {
        program.action = [&program, shell] {
            const auto script = *shell == "bash"  ? bash_script
                                : *shell == "zsh" ? zsh_script
                                                  : fish_script;
            write_result(script(program.app), {});
            return exit_as_expected;
        };
    });
}

}  // namespace tlsmatrix::cli
