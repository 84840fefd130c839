#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/report/detail/writers.hpp>

namespace tlsmatrix::report {
namespace {

namespace json = boost::json;

}  // namespace

// A member a line, and an item a line: a report can be read without a program, and compared.
std::string json_head(const Document& document, Look) {
    std::string out = "{";
    for (const auto& [name, value] : document.value) {
        fmt::format_to(std::back_inserter(out), "{}{}: {}", out.size() == 1 ? "" : ",\n ",
                       json::serialize(json::string(name)), json::serialize(value));
    }
    if (!document.items_name.empty()) {
        fmt::format_to(std::back_inserter(out), "{}\"{}\": [", out.size() == 1 ? "" : ",\n ",
                       document.items_name);
    }
    return out;
}

std::string json_item(const Item& item, const Document& frame, std::size_t number) {
    return frame.items_name.empty()
               ? std::string()
               : (number == 1 ? "\n  " : ",\n  ") + json::serialize(item.value);
}

std::string json_foot(const Document& document) {
    return document.items_name.empty() ? "}\n" : "\n ]}\n";
}

}  // namespace tlsmatrix::report
