#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/matrix/detail/toml_text.hpp>

namespace tlsmatrix::matrix {

std::string place_of(const toml::source_region& region) {
    return fmt::format("{}:{}", region.path ? *region.path : "the text", region.begin.line);
}

void misread(const toml::source_region& region, std::string_view sentence) {
    std::string shown;
    for (const char c : sentence) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
        shown += is_control ? utf8_replacement : std::string_view(&c, 1);
    }
    throw Misread{fmt::format("{}: {}", place_of(region), shown)};
}

void only_keys(const toml::table& table, std::string_view name,
               std::initializer_list<std::string_view> keys) {
    for (const TomlEntry& entry : entries_of(table)) {
        if (std::find(keys.begin(), keys.end(), entry.key->str()) == keys.end()) {
            misread(entry.key->source(), fmt::format("{} has no key '{}': there are {}", name,
                                                     entry.key->str(), fmt::join(keys, ", ")));
        }
    }
}

std::optional<std::string> text_at(const toml::table& table, std::string_view key) {
    const toml::node* node = table.get(key);
    if (node == nullptr) {
        return std::nullopt;
    }
    const auto* text = node->as_string();
    if (text == nullptr) {
        misread(node->source(), fmt::format("{} must be a text in quotes", key));
    }
    if ((*text)->find_first_not_of(" \t\r\n") == std::string::npos) {
        misread(node->source(), fmt::format("{} is empty", key));
    }
    return text->get();
}

std::string needed_text(const toml::table& table, std::string_view name, std::string_view key) {
    auto text = text_at(table, key);
    if (!text) {
        misread(table.source(), fmt::format("{} has no {}: it needs one", name, key));
    }
    return *text;
}

std::vector<TomlEntry> entries_of(const toml::table& table) {
    std::vector<TomlEntry> entries;
    for (auto&& [key, value] : table) {
        entries.push_back({&key, &value});
    }
    std::sort(entries.begin(), entries.end(), [](const TomlEntry& left, const TomlEntry& right) {
        return left.key->source().begin < right.key->source().begin;
    });
    return entries;
}

const toml::table* table_at(const toml::table& root, std::string_view key) {
    const toml::node* node = root.get(key);
    if (node != nullptr && !node->is_table()) {
        misread(node->source(), fmt::format("{} must be a table: write [{}]", key, key));
    }
    return node == nullptr ? nullptr : node->as_table();
}

std::vector<const toml::table*> tables_at(const toml::table& root, std::string_view key) {
    std::vector<const toml::table*> tables;
    const toml::node* node = root.get(key);
    if (node == nullptr) {
        return tables;
    }
    const toml::array* array = node->as_array();
    if (array == nullptr) {
        misread(node->source(), fmt::format("{} must be a list of tables: write [[{}]]", key, key));
    }
    for (const toml::node& each : *array) {
        if (!each.is_table()) {
            misread(each.source(),
                    fmt::format("{} must be a list of tables: write [[{}]]", key, key));
        }
        tables.push_back(each.as_table());
    }
    return tables;
}

}  // namespace tlsmatrix::matrix
