#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/detail/named_ends.hpp>
#include <tlsmatrix/matrix/detail/toml_depth.hpp>
#include <tlsmatrix/matrix/detail/toml_text.hpp>
#include <tlsmatrix/matrix/matrix_file.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::matrix {
namespace {

using Ends = std::vector<End>;

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

// named_end is empty where the key is not there.
std::string named_end(const toml::table& table, std::string_view key, const Ends& ends) {
    const auto name = text_at(table, key);
    if (!name) {
        return {};
    }
    const bool is_there = std::any_of(ends.begin(), ends.end(), [&](const End& end) {
        return end.named->line == *name || end.named->name == *name;
    });
    if (!is_there) {
        misread(table.get(key)->source(),
                fmt::format("there is no {} '{}': [{}s] names none such", key, *name, key));
    }
    return *name;
}

// A table that selects nothing would silently be about every cell.
Selection read_selection(const toml::table& table, std::string_view name, const Ends& clients,
                         const Ends& servers) {
    const auto glob = text_at(table, "cells");
    Selection selection{glob.value_or("*"), named_end(table, "client", clients),
                        named_end(table, "server", servers)};
    if (!glob && selection.client.empty() && selection.server.empty()) {
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

// An axis is a setting of both ends, and a program has none of ours.
void refuse_axes_of_programs(const toml::table& root, const std::vector<Cell>& cells) {
    const auto program = std::find_if(cells.begin(), cells.end(),
                                      [](const Cell& cell) { return cell.has_program(); });
    if (const toml::node* axes = root.get("axes"); axes != nullptr && program != cells.end()) {
        const End& end = program->client.program() ? program->client : program->server;
        misread(axes->source(), fmt::format("[axes] are settings of ours, and {} is a program: put "
                                            "it into a file of its own",
                                            end.name()));
    }
}

MatrixFile read_matrix(const toml::table& root) {
    only_keys(root, "a matrix file", {"clients", "servers", "axes", "expect", "waive"});
    const Ends clients = read_ends(root, "clients", file_of(root.source()));
    const Ends servers = read_ends(root, "servers", file_of(root.source()));
    std::vector<Cell> cells;
    for (const End& client : clients) {
        for (const End& server : servers) {
            cells.push_back({client, server, {}});
        }
    }
    refuse_axes_of_programs(root, cells);
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
