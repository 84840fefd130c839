#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/detail/toml_depth.hpp>
#include <tlsmatrix/matrix/detail/toml_text.hpp>
#include <tlsmatrix/matrix/matrix_file.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::matrix {
namespace {

// NamedEnd is a line of [clients] or [servers].
struct NamedEnd {
    std::string name;
    End end;
};
using NamedEnds = std::vector<NamedEnd>;

VersionSet versions_at(const toml::node& node, const std::string& text) {
    const auto set = VersionSet::parse(text);
    if (!set) {
        misread(node.source(), set.error().message);
    }
    return *set;
}

End read_end(const toml::key& key, const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return {versions_at(node, text->get())};
    }
    const auto* table = node.as_table();
    if (table == nullptr) {
        misread(node.source(), fmt::format("{} must be a set of versions in quotes, such as "
                                           "\"1.2+\", or a table of versions and engine",
                                           key.str()));
    }
    only_keys(*table, key.str(), {"versions", "engine"});
    const std::string versions = needed_text(*table, key.str(), "versions");
    const std::string engine = text_at(*table, "engine").value_or("exact");
    if (!parse_engine(engine)) {
        misread(table->get("engine")->source(),
                fmt::format("unknown engine '{}': name exact or openssl", engine));
    }
    return {versions_at(*table->get("versions"), versions), *parse_engine(engine)};
}

NamedEnds read_ends(const toml::table& root, std::string_view section) {
    NamedEnds ends;
    const toml::table* table = table_at(root, section);
    if (table == nullptr || table->empty()) {
        misread((table == nullptr ? root : *table).source(),
                fmt::format("there are no {0}: write [{0}], and a line such as modern = \"1.2+\" "
                            "for each",
                            section));
    }
    for (const TomlEntry& entry : entries_of(*table)) {
        const End end = read_end(*entry.key, *entry.value);
        const auto same = std::find_if(ends.begin(), ends.end(),
                                       [&](const NamedEnd& other) { return other.end == end; });
        if (same != ends.end()) {
            misread(entry.key->source(), fmt::format("{} is the same as {}: take one of them out",
                                                     entry.key->str(), same->name));
        }
        ends.push_back({std::string(entry.key->str()), end});
    }
    return ends;
}

// A value is written as a text, or as a number where it is one, and several as a list of these.
std::string axis_text(const toml::node& node) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* number = node.as_integer()) {
        return fmt::format("{}", number->get());
    }
    const toml::array* list = node.as_array();
    if (list == nullptr) {
        misread(node.source(), "an axis must have a list of values, such as [\"off\", \"on\"]");
    }
    std::vector<std::string> texts;
    for (const toml::node& each : *list) {
        if (each.is_array()) {
            misread(each.source(), "an axis has a list of values, and not a list of lists");
        }
        texts.push_back(axis_text(each));
    }
    return fmt::format("{}", fmt::join(texts, ","));
}

std::vector<AxisChoice> read_axes(const toml::table& root) {
    std::vector<AxisChoice> choices;
    const toml::table* table = table_at(root, "axes");
    if (table == nullptr) {
        return choices;
    }
    for (const TomlEntry& entry : entries_of(*table)) {
        const auto choice =
            parse_axis(fmt::format("{}={}", entry.key->str(), axis_text(*entry.value)));
        if (!choice) {
            misread(entry.key->source(), choice.error().message);
        }
        choices.push_back(*choice);
    }
    return choices;
}

std::optional<End> named_end(const toml::table& table, std::string_view key,
                             const NamedEnds& ends) {
    const auto name = text_at(table, key);
    if (!name) {
        return std::nullopt;
    }
    const auto found = std::find_if(ends.begin(), ends.end(),
                                    [&](const NamedEnd& end) { return end.name == *name; });
    if (found == ends.end()) {
        misread(table.get(key)->source(),
                fmt::format("there is no {} '{}': [{}s] names none such", key, *name, key));
    }
    return found->end;
}

// A table that selects nothing would silently be about every cell.
Selection read_selection(const toml::table& table, std::string_view name, const NamedEnds& clients,
                         const NamedEnds& servers) {
    const auto glob = text_at(table, "cells");
    Selection selection{glob.value_or("*"), named_end(table, "client", clients),
                        named_end(table, "server", servers)};
    if (!glob && !selection.client && !selection.server) {
        misread(table.source(), fmt::format("{} does not say of which cells: give it cells, client "
                                            "or server; cells = \"*\" is all",
                                            name));
    }
    return selection;
}

// What only the other outcome has is a mistake that would go unnoticed.
void refuse_keys(const toml::table& table, std::string_view outcome,
                 std::initializer_list<std::string_view> keys) {
    for (const std::string_view key : keys) {
        if (const toml::node* node = table.get(key)) {
            misread(
                node->source(),
                fmt::format("{} says nothing where the outcome is {}: take it out", key, outcome));
        }
    }
}

Wanted read_wanted_versions(const toml::table& table) {
    refuse_keys(table, "negotiated", {"by", "alert"});
    Wanted wanted;
    if (const auto text = text_at(table, "version")) {
        wanted.versions = versions_at(*table.get("version"), *text);
    }
    return wanted;
}

Wanted read_wanted_refusal(const toml::table& table) {
    refuse_keys(table, "refused", {"version"});
    Wanted wanted;
    wanted.negotiated = false;
    wanted.by = text_at(table, "by").value_or("");
    if (!wanted.by.empty() && wanted.by != "client" && wanted.by != "server") {
        misread(table.get("by")->source(),
                fmt::format("nobody is called '{}': name client or server", wanted.by));
    }
    wanted.alert = text_at(table, "alert").value_or("");
    if (!wanted.alert.empty() && !parse_alert_name(wanted.alert)) {
        misread(table.get("alert")->source(),
                fmt::format("unknown alert '{}': name one as {} does, such as protocol_version",
                            wanted.alert, citation(Standard::alerts)));
    }
    return wanted;
}

Wanted read_wanted(const toml::table& table) {
    const std::string outcome = needed_text(table, "[[expect]]", "outcome");
    if (outcome == "negotiated") {
        return read_wanted_versions(table);
    }
    if (outcome == "refused") {
        return read_wanted_refusal(table);
    }
    misread(table.get("outcome")->source(),
            fmt::format("unknown outcome '{}': name negotiated or refused", outcome));
}

std::string file_of(const toml::source_region& region) {
    return region.path ? *region.path : std::string();
}

MatrixFile read_matrix(const toml::table& root) {
    only_keys(root, "a matrix file", {"clients", "servers", "axes", "expect", "waive"});
    const NamedEnds clients = read_ends(root, "clients");
    const NamedEnds servers = read_ends(root, "servers");
    std::vector<Cell> cells;
    for (const NamedEnd& client : clients) {
        for (const NamedEnd& server : servers) {
            cells.push_back({client.end, server.end, {}});
        }
    }
    MatrixFile file;
    file.cells = cross_axes(cells, read_axes(root)).value();
    for (const toml::table* table : tables_at(root, "expect")) {
        only_keys(*table, "[[expect]]",
                  {"cells", "client", "server", "outcome", "version", "by", "alert"});
        file.expectations.push_back({read_selection(*table, "[[expect]]", clients, servers),
                                     read_wanted(*table), place_of(table->source()),
                                     file_of(table->source())});
    }
    for (const toml::table* table : tables_at(root, "waive")) {
        only_keys(*table, "[[waive]]", {"cells", "client", "server", "reason"});
        file.waivers.push_back({read_selection(*table, "[[waive]]", clients, servers),
                                needed_text(*table, "[[waive]]", "reason"),
                                place_of(table->source()) + ": the waiver"});
    }
    return file;
}

}  // namespace

Result<MatrixFile> parse_matrix_file(std::string_view text, const std::string& name) {
    try {
        if (const auto line = line_of_deep_key(text)) {
            return Error{
                fmt::format("{}:{}: a key has more than {} parts", name, *line, max_key_parts)};
        }
        try {
            return read_matrix(toml::parse(text, name));
        } catch (const toml::parse_error& error) {
            misread(error.source(), error.description());
        }
    } catch (const Misread& misread) {
        return Error{misread.message};
    }
}

}  // namespace tlsmatrix::matrix
