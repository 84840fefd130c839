#include <algorithm>
#include <array>
#include <cmath>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/server/origin.hpp>
#include <tlsmatrix/server/pages/detail/handlers.hpp>
#include <tlsmatrix/server/pages/detail/handlers_text.hpp>
#include <tlsmatrix/server/tls_report.hpp>

namespace tlsmatrix::server::handlers {
namespace {

namespace json = boost::json;

Response json_response(const json::value& value) {
    return {.content_type = "application/json", .body = json::serialize(value) + "\n"};
}

Response bad_parameter(std::string_view sentence) {
    return {.status = 400, .body = fmt::format("{}.\n", sentence)};
}

// A name that comes once has a string, one that comes again a list, as in httpbin.
json::object by_name(const std::vector<Parameter>& parameters) {
    json::object object;
    for (const Parameter& parameter : parameters) {
        json::string value(utf8_or_latin1(parameter.value));
        const auto [place, is_new] =
            object.insert(json::key_value_pair(utf8_or_latin1(parameter.name), value));
        if (is_new) {
            continue;
        }
        if (!place->value().is_array()) {
            place->value() = json::array{place->value()};
        }
        place->value().get_array().push_back(std::move(value));
    }
    return object;
}

// A TRACE's answer leaves out what a page that may not read these could learn from it (RFC 9110
// section 9.3.8).
bool is_secret(std::string_view name) {
    constexpr std::array names{"Authorization", "Proxy-Authorization", "Cookie", "Cookie2"};
    return std::any_of(names.begin(), names.end(),
                       [name](std::string_view each) { return same_word(each, name); });
}

// Fields of one name are one list (RFC 9110 section 5.3); their names are told as they came first.
json::object told_headers(const Request& request) {
    std::vector<Header> joined;
    for (const Header& header : request.headers) {
        if (request.method == "TRACE" && is_secret(header.name)) {
            continue;
        }
        const auto same = std::find_if(
            joined.begin(), joined.end(),
            [&header](const Header& before) { return same_word(before.name, header.name); });
        if (same == joined.end()) {
            joined.push_back(header);
        } else {
            same->value.append(", ").append(header.value);
        }
    }
    json::object object;
    for (const Header& header : joined) {
        object[header.name] = utf8_or_latin1(header.value);
    }
    return object;
}

// Clients of HTTP/1.0 may have sent no Host.
std::string url_of(const Call& call) {
    const std::string& target = call.request.target;
    if (!target.starts_with('/')) {
        return utf8_or_latin1(target);
    }
    const std::string* host = call.request.header("Host");
    const bool known = host != nullptr && !host->empty();
    return (known ? "https://" + utf8_or_latin1(*host) : origin_of(call.facts.local)) +
           utf8_or_latin1(target);
}

json::object asked(const Call& call) {
    return {
        {"args", by_name(parse_query(call.request.query()))},
        {"headers", told_headers(call.request)},
        {"origin", call.facts.peer.host},
        {"url", url_of(call)},
        {"method", call.request.method},
        {"tls", json::parse(tls_report(call.facts))},
    };
}

bool is_form(const Request& request) {
    const std::string* type = request.header("Content-Type");
    return type != nullptr && same_word(trim(std::string_view(*type).substr(0, type->find(';'))),
                                        "application/x-www-form-urlencoded");
}

// A body that is no text is told as httpbin does: as a URL that holds it.
json::string told_body(std::string_view body) {
    const std::string text = utf8_or_latin1(body);
    return text == body ? json::string(text)
                        : json::string("data:application/octet-stream;base64," + base64(body));
}

// JSON has numbers beyond a double's range, which becomes infinite, and no way to tell of infinity.
bool is_finite(const json::value& value) {
    if (const auto* array = value.if_array()) {
        return std::all_of(array->begin(), array->end(), is_finite);
    }
    if (const auto* object = value.if_object()) {
        return std::all_of(object->begin(), object->end(),
                           [](const auto& member) { return is_finite(member.value()); });
    }
    return !value.is_double() || std::isfinite(value.get_double());
}

// Whatever the type says, as in httpbin; null for what is no JSON, is nested too deep for it, or
// has a number that is too large for it.
json::value parsed_body(const std::string& body) {
    json::error_code error;
    json::value value = json::parse(body, error);
    return error || !is_finite(value) ? json::value(nullptr) : std::move(value);
}

json::object asked_with_body(const Call& call) {
    const bool form = is_form(call.request);
    const std::string& body = call.request.body;
    json::object object = asked(call);
    object["data"] = form ? json::string() : told_body(body);
    object["form"] = form ? by_name(parse_query(body)) : json::object();
    object["files"] = json::object();
    object["json"] = parsed_body(body);
    return object;
}

}  // namespace

Response get(const Call& call) {
    return json_response(asked(call));
}

Response headers(const Call& call) {
    const json::object object{{"headers", told_headers(call.request)}};
    return json_response(object);
}

Response anything(const Call& call) {
    return json_response(asked_with_body(call));
}

Response stream(const Call& call) {
    const auto lines = parse_number<std::uint64_t>(call.parameter);
    if (!lines || *lines > most_lines) {
        return bad_parameter(fmt::format("/stream/N takes 0 to {} lines", most_lines));
    }
    json::object line = asked(call);
    line.erase("tls");
    line.erase("method");
    Response response{.content_type = "application/json"};
    for (std::uint64_t id = 0; id < *lines; ++id) {
        line["id"] = id;
        response.chunks.push_back(json::serialize(line) + "\n");
    }
    return response;
}

Response delay(const Call& call) {
    const auto seconds = parse_decimal(call.parameter);
    if (!seconds || *seconds > static_cast<double>(longest_delay.count())) {
        return bad_parameter(
            fmt::format("/delay/S takes 0 to {} seconds, such as 0.25", longest_delay.count()));
    }
    Response response = anything(call);
    response.delay = std::chrono::milliseconds(std::llround(*seconds * 1000));
    return response;
}

}  // namespace tlsmatrix::server::handlers
