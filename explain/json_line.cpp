#include <algorithm>
#include <array>

#include <boost/json.hpp>

#include <tlsmatrix/explain/detail/free_line.hpp>
#include <tlsmatrix/explain/detail/json_line.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::explain {
namespace {

namespace json = boost::json;

// Our own keys, and the variable that each of them is.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> own_keys{{
    {"version", "ssl_protocol"},
    {"cipher", "ssl_cipher"},
    {"outcome", "tls_outcome"},
    {"refused_by", "tls_refused_by"},
    {"alert", "tls_alert"},
    {"offered", "tls_offered"},
    {"pinned", "tls_pinned"},
    {"cause", "tls_cause"},
    {"status", "status"},
    {"user_agent", "http_user_agent"},
    {"referer", "http_referer"},
    {"request_body", "request_body"},
    {"server_name", "ssl_server_name"},
}};

std::string text_of(const json::value& value) {
    if (value.is_string()) {
        return std::string(value.get_string());
    }
    if (value.is_array()) {
        std::string list;
        for (const json::value& each : value.get_array()) {
            list += (list.empty() ? "" : ",") + text_of(each);
        }
        return list;
    }
    return value.is_null() || value.is_object() ? "-" : json::serialize(value);
}

// Ours has versions as flags spell them.
std::string wire_spelling(const std::string& short_spelling) {
    const auto version = parse_protocol_version(short_spelling);
    return version ? std::string(wire_name(*version)) : short_spelling;
}

AccessLine own_line(const json::object& object) {
    AccessLine line{.format = "tlsmatrix's json format"};
    if (const auto* request = object.if_contains("request"); request && request->is_object()) {
        if (const auto* text = request->get_object().if_contains("line")) {
            line.fields.push_back({"request", text_of(*text)});
        }
    }
    for (const auto& [key, name] : own_keys) {
        if (const auto* value = object.if_contains(key)) {
            const std::string text = text_of(*value);
            line.fields.push_back(
                {std::string(name), name == "ssl_protocol" ? wire_spelling(text) : text});
        }
    }
    return line;
}

AccessLine foreign_line(const json::object& object) {
    AccessLine line{.format = "a format in JSON"};
    for (const auto& member : object) {
        line.fields.push_back({std::string(member.key()), text_of(member.value())});
    }
    name_by_values(line);
    return line;
}

}  // namespace

std::optional<AccessLine> match_json(std::string_view text) {
    json::error_code error;
    const json::value value = json::parse(text, error);
    if (error || !value.is_object()) {
        return std::nullopt;
    }
    const json::object& object = value.get_object();
    return object.contains("outcome") && object.contains("pinned") ? own_line(object)
                                                                   : foreign_line(object);
}

}  // namespace tlsmatrix::explain
