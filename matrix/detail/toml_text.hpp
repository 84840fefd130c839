// For file.cpp: the pieces of a TOML text, each with the place of whatever is wrong with it.
//   only_keys(table, "[[waive]]", {"cells", "reason"});  needed_text(table, "[[waive]]", "reason");
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/matrix/toml_library.hpp>

namespace tlsmatrix::matrix {

// Misread is what is thrown below, as toml++ throws parse_error: file.cpp catches both.
struct Misread {
    std::string message;
};

// place_of is `matrix.toml:12`.
[[nodiscard]] std::string place_of(const toml::source_region& region);

// misread throws a sentence that begins with the place. Line ends and other controls in it, which
// quoted keys and texts may hold, become U+FFFD.
[[noreturn]] void misread(const toml::source_region& region, std::string_view sentence);

// only_keys throws for a key that is not among these.
void only_keys(const toml::table& table, std::string_view name,
               std::initializer_list<std::string_view> keys);

// text_at is the text of a key, nullopt where it is not there. Throws where it is no text, or
// blank.
[[nodiscard]] std::optional<std::string> text_at(const toml::table& table, std::string_view key);
// needed_text throws where the key is not there.
[[nodiscard]] std::string needed_text(const toml::table& table, std::string_view name,
                                      std::string_view key);

// TomlEntry points into its table.
struct TomlEntry {
    const toml::key* key;
    const toml::node* value;
};

// entries_of lists a table in the order of the file, which toml++ does not keep.
[[nodiscard]] std::vector<TomlEntry> entries_of(const toml::table& table);

// table_at is nullptr where the key is not there; throws where it is no table.
[[nodiscard]] const toml::table* table_at(const toml::table& root, std::string_view key);
// tables_at lists what `[[key]]` opens; throws where it is anything else.
[[nodiscard]] std::vector<const toml::table*> tables_at(const toml::table& root,
                                                        std::string_view key);

}  // namespace tlsmatrix::matrix
