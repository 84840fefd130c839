#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/topics.hpp>
#include <tlsmatrix/tls/version.hpp>

namespace tlsmatrix::cli {
namespace {

// escaped is text that troff prints as it stands. A plain minus would become a hyphen, which cannot
// be searched for or pasted, and a line that starts with a dot or a quote would be a request.
std::string escaped(const std::string& text) {
    std::string out;
    bool line_starts = true;
    for (const char c : text) {
        if (line_starts && (c == '.' || c == '\'')) {
            out += "\\&";
        }
        line_starts = c == '\n';
        switch (c) {
            case '\\':
                out += "\\e";
                break;
            case '-':
                out += "\\-";
                break;
            case '~':
                out += "\\(ti";
                break;
            case '^':
                out += "\\(ha";
                break;
            case '`':
                out += "\\(ga";
                break;
            case '\'':
                out += "\\(aq";
                break;
            case '"':
                out += "\\(dq";
                break;  // it would end a macro's argument
            default:
                out += c;
        }
    }
    return out;
}

// value_words is what stands for a value; a positional keeps its name, by which the synopsis has
// it.
std::string value_words(const OptionWords& option) {
    return option.choices.empty() || option.names.empty()
               ? option.value
               : fmt::format("{}", fmt::join(option.choices, "|"));
}

// tag is how the option is written: \fB\-d\fR, \fB\-\-data\fR \fITEXT\fR.
std::string tag(const OptionWords& option) {
    std::string out;
    for (const std::string& name : option.names) {
        out += fmt::format("{}\\fB{}\\fR", out.empty() ? "" : ", ", escaped(name));
    }
    if (!option.value.empty()) {
        out += fmt::format("{}\\fI{}\\fR{}", out.empty() ? "" : " ", escaped(value_words(option)),
                           option.repeats ? " ..." : "");
    }
    return out;
}

std::string option_entry(const OptionWords& option) {
    std::string text = option.description;
    if (!option.range.empty()) {
        text += fmt::format("; {}", option.range);
    }
    if (option.names.empty() && !option.choices.empty()) {
        text += fmt::format(": {}", fmt::join(option.choices, ", "));
    }
    if (option.required && !option.names.empty()) {
        text += "; required";
    }
    if (!option.default_value.empty()) {
        text += fmt::format(" (default: {})", option.default_value);
    }
    return fmt::format(".TP\n{}\n{}\n", tag(option), escaped(text));
}

// What a command says of itself stands in two places: one line for the list, the rest for its help.
std::string long_description(const CLI::App& command) {
    const std::string rest = command.get_footer();
    return command.get_description() + (rest.empty() ? "" : ".\n" + rest);
}

std::vector<std::string> split(const std::string& text, char separator) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

// Lines that are indented keep their ends, as in the help.
std::string with_kept_lines(const std::string& text) {
    std::string out;
    bool keeps = false;
    for (const std::string& line : split(text, '\n')) {
        const bool is_indented = line.starts_with(' ');
        if (is_indented != keeps) {
            out += is_indented ? ".PP\n.nf\n" : ".fi\n.PP\n";
            keeps = is_indented;
        }
        out += line.empty() ? std::string() : escaped(line) + "\n";
    }
    return out + (keeps ? ".fi\n" : "");
}

std::string command_section(const CLI::App& command) {
    std::string synopsis = fmt::format("tlsmatrix {} [OPTION...]", command.get_name());
    std::string entries;
    for (const OptionWords& option : option_words(command)) {
        if (option.names.empty()) {
            synopsis += " " + option.value;
        }
        entries += option_entry(option);
    }
    return fmt::format(".SS \"{}\"\n{}{}", escaped(synopsis),
                       with_kept_lines(long_description(command)), entries);
}

// footer_sections makes a section of each paragraph that starts with a heading and a colon; what
// starts on a line of its own keeps its lines.
std::string footer_sections(const std::string& footer) {
    std::string out;
    for (std::size_t begin = 0; begin < footer.size();) {
        const std::size_t end = std::min(footer.find("\n\n", begin), footer.size());
        const std::string paragraph = footer.substr(begin, end - begin);
        begin = end + 2;
        const std::size_t colon = paragraph.find(':');
        if (colon == std::string::npos) {
            out += fmt::format(".PP\n{}\n", escaped(paragraph));
            continue;
        }
        std::string heading = paragraph.substr(0, colon);
        std::transform(heading.begin(), heading.end(), heading.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        const bool keeps_lines = paragraph.compare(colon, 2, ":\n") == 0;
        const std::string body = escaped(paragraph.substr(std::min(colon + 2, paragraph.size())));
        out += fmt::format(".SH \"{}\"\n{}{}\n{}", escaped(heading), keeps_lines ? ".nf\n" : "",
                           body, keeps_lines ? ".fi\n" : "");
    }
    return out;
}

// No date: a page would differ between two builds of one version.
std::string man_page(const CLI::App& app) {
    std::string summary = first_sentence(app);
    if (summary.starts_with("A ")) {
        summary.erase(0, 2);  // as manual pages have it
    }
    std::string out = fmt::format(
        ".\\\" Made by `tlsmatrix man` from the program's own help.\n"
        ".TH TLSMATRIX 1 \"\" \"tlsmatrix {}\" \"User Commands\"\n"
        ".SH NAME\ntlsmatrix \\- {}\n"
        ".SH SYNOPSIS\n.B tlsmatrix\n\\fICOMMAND\\fR [\\fIOPTION\\fR...]\n"
        ".SH DESCRIPTION\n{}\n.SH OPTIONS\n",
        version, escaped(summary), escaped(app.get_description()));
    for (const OptionWords& option : option_words(app)) {
        out += option_entry(option);
    }
    out += ".SH COMMANDS\n";
    for (const CLI::App* command : visible_commands(app)) {
        out += command_section(*command);
    }
    for (const Topic& topic : topics()) {
        out += fmt::format(".SH \"{}\"\n{}", escaped(std::string(topic.title)),
                           with_kept_lines(topic.text));
    }
    return out + footer_sections(app.get_footer());
}

// The parser tells what a value may be only as the text of its own help: NAME, NAME:{a,b},
// NAME:TYPE in [1 - 64], or what a type_name("a|b") of ours says.
void read_type(const std::string& type, OptionWords& words) {
    const std::size_t set = type.find(":{");
    const std::size_t range = type.find(" in [");
    words.value = type;
    if (set != std::string::npos && type.ends_with('}')) {
        words.value = type.substr(0, set);
        words.choices = split(type.substr(set + 2, type.size() - set - 3), ',');
    } else if (range != std::string::npos && type.ends_with(']')) {
        words.value = type.substr(0, type.rfind(':', range));
        words.range = type.substr(range + 5, type.size() - range - 6);
        words.range.replace(words.range.find(" - "), 3, " to ");
    } else if (type.find('|') != std::string::npos) {
        words.value = "TEXT";
        words.choices = split(type, '|');
    }
}

// The parser's names of its types say nothing to people.
std::string value_name(const std::string& type) {
    return type == "UINT" || type == "INT" || type == "FLOAT" ? "N" : type;
}

OptionWords words_of(const CLI::Option& option) {
    OptionWords words;
    for (const std::string& name : option.get_snames()) {
        words.names.push_back("-" + name);
    }
    for (const std::string& name : option.get_lnames()) {
        words.names.push_back("--" + name);
    }
    words.description = option.get_description();
    words.required = option.get_required();
    if (option.get_type_size() != 0 && option.get_expected_max() != 0) {
        read_type(option.get_type_name(), words);
        words.value = value_name(words.value);
        words.default_value = option.get_default_str();
        words.repeats = option.get_expected_max() == CLI::detail::expected_max_vector_size;
    }
    words.group = option.get_group();
    if (words.names.empty()) {
        words.value = option.get_name(true);
        words.group = "Arguments";
    }
    return words;
}

}  // namespace

std::vector<OptionWords> option_words(const CLI::App& command) {
    std::vector<OptionWords> all;
    for (const CLI::Option* option : command.get_options()) {
        if (!option->get_group().empty()) {
            all.push_back(words_of(*option));
        }
    }
    return all;
}

std::vector<const CLI::App*> visible_commands(const CLI::App& app) {
    return app.get_subcommands(
        [](const CLI::App* command) { return !command->get_group().empty(); });
}

std::string first_sentence(const CLI::App& command) {
    std::string text = command.get_description();
    std::replace(text.begin(), text.end(), '\n', ' ');
    text += ' ';
    return text.substr(0, std::min({text.find(". "), text.find(": "), text.size() - 1}));
}

void add_man(Program& program) {
    CLI::App* app = program.app.add_subcommand("man", "Print the manual page, as troff");
    app->group("");
    app->final_callback([&program] {
        program.action = [&program] {
            write_result(man_page(program.app), {});
            return exit_as_expected;
        };
    });
}

}  // namespace tlsmatrix::cli
