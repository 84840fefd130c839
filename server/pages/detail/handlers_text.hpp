// Texts of requests, made fit to be understood: queries, numbers, and bytes for JSON. Internal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::server::handlers {

// Parameter is a name and a value of a query or a form, decoded. Strings hold raw bytes.
struct Parameter {
    std::string name;
    std::string value;
};

// parse_query reads `a=1&b=%20+`, as application/x-www-form-urlencoded has it. A percent sign that
// no two digits follow stands for itself.
[[nodiscard]] std::vector<Parameter> parse_query(std::string_view query);

// query_of is the target behind its first question mark; empty without one.
[[nodiscard]] std::string_view query_of(const Request& request);

// whole_number reads decimal digits and nothing else.
[[nodiscard]] std::optional<std::uint64_t> whole_number(std::string_view text);
// seconds_number reads `2` and `0.25`: digits, and perhaps a point among them.
[[nodiscard]] std::optional<double> seconds_number(std::string_view text);

// valid_utf8 is text for JSON: a byte that is no part of UTF-8 becomes the code point of its value.
[[nodiscard]] std::string valid_utf8(std::string_view raw);
// base64 is RFC 4648 section 4, padded.
[[nodiscard]] std::string base64(std::string_view raw);

}  // namespace tlsmatrix::server::handlers
