#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/matrix/detail/named_ends.hpp>
#include <tlsmatrix/matrix/detail/toml_text.hpp>
#include <tlsmatrix/matrix/plan.hpp>

namespace tlsmatrix::matrix {
namespace {

// Every client meets every server.
constexpr std::size_t max_ends = 300;

// Section is what differs between [clients] and [servers].
struct Section {
    std::string_view name;
    bool of_servers;
    const std::string& file;
};

bool mentions(const std::vector<std::string>& command, std::string_view place) {
    return std::any_of(command.begin(), command.end(), [&](const std::string& argument) {
        return argument.find(fmt::format("{{{}}}", place)) != std::string::npos;
    });
}

std::vector<std::string> read_command(const toml::node& node) {
    const toml::array* list = node.as_array();
    std::vector<std::string> command;
    if (list != nullptr) {
        for (const toml::node& each : *list) {
            const auto* text = each.as_string();
            if (text == nullptr) {
                misread(each.source(), "an argument of a command must be a text in quotes");
            }
            command.push_back(text->get());
        }
    }
    if (command.empty() || command.front().empty()) {
        misread(node.source(),
                "command must be a list of arguments, such as [\"curl\", \"-sS\", \"{url}\"]");
    }
    return command;
}

// Spelling is how a program spells versions, and what stands between several of them.
struct Spelling {
    std::array<std::string, all_versions.size()> words;
    std::string join;
};

Spelling read_spelling(const toml::table& table, std::string_view name) {
    Spelling words{{}, text_at(table, "join").value_or(",")};
    for (std::size_t i = 0; i < all_versions.size(); ++i) {
        words.words[i] = short_name(all_versions[i]);
    }
    const toml::table* given = table_at(table, "words");
    if (given == nullptr) {
        return words;
    }
    only_keys(*given, fmt::format("words of {}", name), {"1.0", "1.1", "1.2", "1.3"});
    for (std::size_t i = 0; i < all_versions.size(); ++i) {
        words.words[i] = text_at(*given, short_name(all_versions[i])).value_or(words.words[i]);
    }
    return words;
}

std::vector<Program::ToldPlace> told_places(VersionSet set, const Spelling& words) {
    std::vector<std::string> spelled;
    for (const ProtocolVersion version : set.versions()) {
        const auto found = std::find(all_versions.begin(), all_versions.end(), version);
        spelled.push_back(words.words[static_cast<std::size_t>(found - all_versions.begin())]);
    }
    return {{"min", spelled.front()},
            {"max", spelled.back()},
            {"versions", fmt::format("{}", fmt::join(spelled, words.join))}};
}

// A line whose command is told a set stands for as many ends as there are sets to tell.
std::vector<End> told_ends(const toml::table& table, const NamedEnd& line) {
    const Spelling words = read_spelling(table, line.name);
    const bool tells_each = mentions(line.program->command, "versions");
    const auto sets =
        parse_sets(text_at(table, "versions").value_or(tells_each ? "sets" : "ranges"));
    if (!sets) {
        misread(table.get("versions")->source(), sets.error().message);
    }
    std::vector<End> ends;
    for (const VersionSet& set : *sets) {
        if (set.has_hole() && !tells_each) {
            misread(table.get("versions")->source(),
                    fmt::format("{{min}} and {{max}} cannot tell {} the set {}, which has a hole",
                                line.name, set.compact()));
        }
        NamedEnd end = line;
        end.name = fmt::format("{}:{}", line.name, set.compact());
        end.program->told = told_places(set, words);
        ends.push_back({set, Engine::exact, std::make_shared<const NamedEnd>(std::move(end))});
    }
    return ends;
}

bool accepts_a_handshake(const toml::table& table) {
    const std::string accept = text_at(table, "accept").value_or("request");
    if (accept != "request" && accept != "handshake") {
        misread(table.get("accept")->source(),
                fmt::format("unknown accept '{}': name request or handshake", accept));
    }
    return accept == "handshake";
}

std::uint16_t port_at(const toml::table& table, const Program& program) {
    const toml::node* node = table.get("port");
    const auto* number = node == nullptr ? nullptr : node->as_integer();
    const auto* text = node == nullptr ? nullptr : node->as_string();
    const bool is_told = node == nullptr || (text != nullptr && text->get() == "{port}");
    if (is_told && mentions(program.command, "port")) {
        return 0;
    }
    if (number == nullptr || number->get() < 1 || number->get() > 65535) {
        misread((node == nullptr ? table : *node).source(),
                "a server's command must be told its port, by {port} in it, or have a port of its "
                "own, such as port = 4433");
    }
    return static_cast<std::uint16_t>(number->get());
}

Program read_served(const toml::table& table, std::string_view name) {
    Program program;
    const auto url = text_at(table, "url");
    if (url && table.get("command") != nullptr) {
        misread(table.get("url")->source(),
                fmt::format("{} has a url and a command: take one of them out", name));
    }
    if (!url) {
        program.command = read_command(*table.get("command"));
        program.port = port_at(table, program);
    } else if (!url->starts_with("https://")) {
        misread(table.get("url")->source(),
                fmt::format("url must begin with https://, and '{}' does not", *url));
    } else if (table.get("port") != nullptr) {
        misread(table.get("port")->source(), "a url has its port in it: take port out");
    }
    program.url = url.value_or("");
    program.ca = text_at(table, "ca").value_or("");
    return program;
}

std::vector<End> read_program(const Section& section, const std::string& name,
                              const toml::table& table) {
    NamedEnd line{name, name, Program{}, section.file};
    if (section.of_servers) {
        only_keys(table, name,
                  {"command", "url", "versions", "words", "join", "port", "ca", "accept"});
        line.program = read_served(table, name);
    } else {
        only_keys(table, name, {"command", "versions", "words", "join", "stdin", "accept"});
        line.program->command = read_command(*table.get("command"));
        line.program->input = text_at(table, "stdin").value_or("");
    }
    line.program->handshake_is_enough = accepts_a_handshake(table);
    const auto& command = line.program->command;
    if (mentions(command, "min") || mentions(command, "max") || mentions(command, "versions")) {
        return told_ends(table, line);
    }
    for (const char* key : {"words", "join"}) {
        if (const toml::node* node = table.get(key)) {
            misread(node->source(), fmt::format("{} says nothing to a command without {{min}}, "
                                                "{{max}} or {{versions}}: take it out",
                                                key));
        }
    }
    const auto versions = text_at(table, "versions");
    return {{versions ? versions_at(*table.get("versions"), *versions) : VersionSet(),
             Engine::exact, std::make_shared<const NamedEnd>(std::move(line))}};
}

End read_set(const Section& section, const std::string& name, const toml::node& node) {
    End end;
    end.named = std::make_shared<const NamedEnd>(NamedEnd{name, name, std::nullopt, section.file});
    if (const auto* text = node.as_string()) {
        end.versions = versions_at(node, text->get());
        return end;
    }
    const toml::table& table = *node.as_table();
    only_keys(table, name, {"versions", "engine"});
    const std::string versions = needed_text(table, name, "versions");
    const std::string engine = text_at(table, "engine").value_or("exact");
    if (!parse_engine(engine)) {
        misread(table.get("engine")->source(),
                fmt::format("unknown engine '{}': name exact or openssl", engine));
    }
    end.versions = versions_at(*table.get("versions"), versions);
    end.engine = *parse_engine(engine);
    return end;
}

std::vector<End> read_line(const Section& section, const TomlEntry& entry) {
    const std::string name(entry.key->str());
    const auto is_control = [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20 || letter == 0x7f;
    };
    if (name.empty() || std::any_of(name.begin(), name.end(), is_control)) {
        misread(entry.key->source(), "a name must have a letter, and no control character");
    }
    const toml::table* table = entry.value->as_table();
    if (table == nullptr && !entry.value->is_string()) {
        misread(entry.value->source(),
                fmt::format("{} must be a set of versions in quotes, such as \"1.2+\", or a table "
                            "of versions and engine, or of a command{}",
                            name, section.of_servers ? " or a url" : ""));
    }
    const bool is_program =
        table != nullptr &&
        (table->get("command") != nullptr || (section.of_servers && table->get("url") != nullptr));
    return is_program ? read_program(section, name, *table)
                      : std::vector{read_set(section, name, *entry.value)};
}

}  // namespace

VersionSet versions_at(const toml::node& node, const std::string& text) {
    const auto set = VersionSet::parse(text);
    if (!set) {
        misread(node.source(), set.error().message);
    }
    return *set;
}

std::vector<End> read_ends(const toml::table& root, std::string_view section,
                           const std::string& file) {
    std::vector<End> ends;
    const toml::table* table = table_at(root, section);
    if (table == nullptr || table->empty()) {
        misread((table == nullptr ? root : *table).source(),
                fmt::format("there are no {0}: write [{0}], and a line such as modern = \"1.2+\" "
                            "for each",
                            section));
    }
    for (const TomlEntry& entry : entries_of(*table)) {
        for (End& end : read_line({section, section == "servers", file}, entry)) {
            ends.push_back(std::move(end));
        }
        if (ends.size() > max_ends) {
            misread(entry.key->source(),
                    fmt::format("[{}] comes to more than {} here: write several files", section,
                                max_ends));
        }
    }
    return ends;
}

}  // namespace tlsmatrix::matrix
