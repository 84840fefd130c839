// Texts of requests, made fit to be understood: queries, and bytes for JSON. Internal.
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

// base64 is RFC 4648 section 4, padded.
[[nodiscard]] std::string base64(std::string_view raw);

}  // namespace tlsmatrix::server::handlers
