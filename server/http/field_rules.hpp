// What one line of a header block must be like. Internal to request_rules.cpp and
// request_reader.cpp.
//   const Fault* fault = check_field(facts, "Host: localhost", limits);
#pragma once

#include <optional>
#include <string_view>

#include <tlsmatrix/server/http/request_rules.hpp>

namespace tlsmatrix::server {

// Field is one field line: name, and value without the blanks around it. It points into the line.
struct Field {
    std::string_view name;
    std::string_view value;
};

// split_field cuts at the first colon; nullopt without one.
[[nodiscard]] std::optional<Field> split_field(std::string_view line);

// take_line takes the first line off a block of them that HeadRules has judged.
[[nodiscard]] std::string_view take_line(std::string_view& block);

// check_field judges a field line, and notes in the facts what it says of the request's shape.
// nullptr: fine.
[[nodiscard]] const Fault* check_field(HeadFacts& facts, std::string_view line,
                                       const RequestLimits& limits);

}  // namespace tlsmatrix::server
