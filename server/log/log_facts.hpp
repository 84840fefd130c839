// What an entry tells, fact by fact: the one place that decides what a line means. Templates, the
// JSON of lines and that of /tls are all made of these.
//   const Fact* fact = find_variable("ssl_protocol");
//   fact->tell(entry, ValueWriter(line, ValueWriter::Form::line));
#pragma once

#include <initializer_list>
#include <string_view>
#include <vector>

#include <tlsmatrix/server/access_entry.hpp>
#include <tlsmatrix/server/log/value_writer.hpp>

namespace tlsmatrix::server {

// Fact is one thing that an entry tells. Nothing of it allocates.
struct Fact {
    std::string_view variable;  // its name in templates, nginx's or ours; empty: in none
    std::string_view key;       // its name in JSON; empty: in none
    void (*tell)(const AccessEntry& entry, const ValueWriter& value);
};

// served tells that the connection came as far as a request or an answer. An entry that is not
// served gets our variables behind its line.
[[nodiscard]] bool served(const AccessEntry& entry);

// request_header is the first field of a name given as nginx's variables have it: lower case,
// dashes as underscores (`user_agent`); empty without one.
[[nodiscard]] std::string_view request_header(const AccessEntry& entry, std::string_view name);

// find_variable and find_key are nullptr for a name that no fact has.
[[nodiscard]] const Fact* find_variable(std::string_view name);
[[nodiscard]] const Fact* find_key(std::string_view key);

// variable_names lists the variables in the table's order, those of headers left out.
[[nodiscard]] std::vector<std::string_view> variable_names();

// append_members appends `"key":value` for each key, joined by commas. Each key is a fact's.
void append_members(const AccessEntry& entry, std::initializer_list<std::string_view> keys,
                    TextBuffer& out);

}  // namespace tlsmatrix::server
