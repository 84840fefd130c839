#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/live/accept.hpp>
#include <tlsmatrix/live/detail/token_pages.hpp>
#include <tlsmatrix/live/token_report.hpp>
#include <tlsmatrix/report/format.hpp>
#include <tlsmatrix/report/text_layout.hpp>
#include <tlsmatrix/server/origin.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::live {
namespace {

namespace json = boost::json;
using report::xml_text;
using server::Call;
using server::Response;

// ports_of has each listener once: the names of sets are on ports that others have as well.
std::vector<Target> ports_of(const std::vector<Target>& targets) {
    std::vector<Target> ports;
    std::set<std::uint16_t> known;
    for (const Target& target : targets) {
        if (known.insert(target.port).second) {
            ports.push_back(target);
        }
    }
    return ports;
}

std::string url_at(std::string_view token, const Target& port) {
    return fmt::format("https://{}:{}/", report_host(token), port.port);
}

std::string report_path(std::string_view token) {
    return fmt::format("/report/{}", token);
}

Response no_report() {
    return {.status = 404,
            .headers = {{"Cache-Control", "no-store"}},
            .body = "There is no such report, or its hour is over: /new begins another.\n"};
}

json::object new_json(const TokenRoom& room, std::string_view token, const std::string& origin) {
    json::array urls;
    for (const Target& port : ports_of(room.targets())) {
        urls.push_back(
            json::object{{"url", url_at(token, port)}, {"versions", version_list(port.versions)}});
    }
    return {{"token", token},
            {"host", report_host(token)},
            {"report", origin + report_path(token)},
            {"clients", std::move(urls)}};
}

std::string new_text(const TokenRoom& room, std::string_view token, const Call& call) {
    const server::Address& local = call.facts.local;
    std::string text = "Let the client go to one of these, by this very name:\n";
    for (const Target& port : ports_of(room.targets())) {
        text += fmt::format("  {}  {}\n", url_at(token, port), port.versions.wire_names());
    }
    return text + fmt::format(
                      "What comes of it, for an hour: {}{}\n"
                      "Where the name is not found, in a hosts file: {} {}\n"
                      "or for one curl: --resolve {}:{}:{}\n",
                      server::origin_of(local), report_path(token), local.host, report_host(token),
                      report_host(token), local.port,
                      local.host.find(':') == std::string::npos ? local.host
                                                                : fmt::format("[{}]", local.host));
}

Response new_token(const TokenRoom& room, const Call& call) {
    const std::string token = room.tokens->make();
    Response response{.headers = {{"Vary", "Accept"}, {"Cache-Control", "no-store"}}};
    switch (wanted(call.request)) {
        case Wanted::html:
            response.status = 303;
            response.headers.push_back({"Location", report_path(token)});
            break;
        case Wanted::json:
            response.content_type = "application/json";
            response.body =
                json::serialize(new_json(room, token, server::origin_of(call.facts.local))) + "\n";
            break;
        default:
            response.body = new_text(room, token, call);
    }
    return response;
}

std::string row_of(const json::object& told) {
    const auto text = [&told](std::string_view key) {
        const json::value* value = told.if_contains(key);
        return value != nullptr && value->is_string() ? xml_text(value->get_string())
                                                      : std::string();
    };
    return fmt::format(
        "<tr class=\"{}\"><th scope=\"row\">{}</th><td>port {}</td><td class=\"result\">{}</td>"
        "<td class=\"why\">{}</td></tr>\n",
        text("outcome") == "negotiated" ? "good" : "bad", text("time"),
        told.at("port").to_number<unsigned>(), text("result"), text("why"));
}

std::string token_html(const TokenRoom& room, const std::string& token,
                       const std::vector<Sighting>& seen) {
    std::string places;
    for (const Target& port : ports_of(room.targets())) {
        places += fmt::format("<li><code>{}</code> accepts {}</li>\n",
                              xml_text(url_at(token, port)), port.versions.wire_names());
    }
    std::string rows;
    for (const Sighting& each : seen) {
        rows += row_of(json::parse(each.told).as_object());
    }
    const std::string body = fmt::format(
        R"(<body data-last="{}">
<h1>What came to this name</h1>
<p>Let any client go to one of these. Whatever it does is told below for an hour, by the name in its hello,
for handshakes that failed too:</p>
<ul>
{}</ul>
<p id="state" role="status">Without JavaScript: load this page again to see what came.</p>
<table>
<caption>The latest {} at most</caption>
<thead><tr><th scope="col">When</th><th scope="col">Where</th><th scope="col">What the server saw</th>
<th scope="col">Why</th></tr></thead>
<tbody id="rows">
{}</tbody>
</table>
<p>The same as <a href="?format=json">JSON</a>, <a href="?format=junit">JUnit</a>,
<a href="?format=markdown">Markdown</a>, <a href="?format=csv">CSV</a>, or
<a href="?format=html">a page to keep</a>. Whoever has this address may read it.</p>
)",
        seen.empty() ? 0 : seen.back().id, places, TokenLimits{}.max_seen, rows);
    return whole_page("What came to " + report_host(token), "report.js", body);
}

// named_format is what `?format=` asks for; null where it asks for nothing.
const report::Format* named_format(const Call& call, bool& unknown) {
    constexpr std::string_view key = "format=";
    const std::string_view query = call.request.query();
    if (!query.starts_with(key)) {
        return nullptr;
    }
    const report::Format* format = report::find_format(query.substr(key.size()));
    unknown = format == nullptr;
    return format;
}

std::string_view type_of(std::string_view format) {
    return format == "json"    ? "application/json"
           : format == "junit" ? "application/xml"
           : format == "html"  ? "text/html; charset=utf-8"
           : format == "csv"   ? "text/csv; charset=utf-8"
                               : "text/plain; charset=utf-8";
}

// A page to keep has its style and script in itself, which no policy of ours would let run; it is
// handed out as a file.
Response formatted(const std::string& token, const std::vector<Sighting>& seen,
                   const report::Format& format) {
    Response response{
        .content_type = std::string(type_of(format.name)),
        .headers = {{"Vary", "Accept"},
                    {"Cache-Control", "no-store"},
                    {"Content-Security-Policy", "default-src 'none'; sandbox"}},
        .body = report::written(seen_document(seen_json(report_host(token), seen)), format)};
    if (format.name == "html") {
        response.headers.push_back(
            {"Content-Disposition", fmt::format("attachment; filename=\"{}.html\"", token)});
    }
    return response;
}

Response token_report(const TokenRoom& room, const Call& call) {
    const std::string token(call.parameter);
    const auto seen = room.tokens->seen_by(token);
    if (!seen) {
        return no_report();
    }
    bool unknown = false;
    const report::Format* format = named_format(call, unknown);
    if (unknown) {
        return {
            .status = 400,
            .body = fmt::format("There is no such format; allowed: {}\n", report::format_names())};
    }
    if (format == nullptr) {
        const Wanted form = wanted(call.request);
        if (form == Wanted::html) {
            return {.content_type = "text/html; charset=utf-8",
                    .headers = {{"Vary", "Accept"},
                                {"Cache-Control", "no-store"},
                                {"Content-Security-Policy", page_policy({})},
                                {"Referrer-Policy", "no-referrer"}},
                    .body = token_html(room, token, *seen)};
        }
        format = report::find_format(form == Wanted::json    ? "json"
                                     : form == Wanted::junit ? "junit"
                                                             : "table");
    }
    return formatted(token, *seen, *format);
}

// last_of_page is `?after=`, the last one that the page itself has: nothing is missed between the
// two.
std::uint64_t last_of_page(const server::Request& request) {
    constexpr std::string_view key = "after=";
    const std::string_view query = request.query();
    return query.starts_with(key)
               ? parse_number<std::uint64_t>(query.substr(key.size())).value_or(0)
               : 0;
}

Response token_events(const TokenRoom& room, const Call& call) {
    const std::string token(call.parameter);
    if (!room.tokens->seen_by(token)) {
        return no_report();
    }
    return event_stream(
        call.request,
        [tokens = room.tokens, token](std::uint64_t id) { return tokens->seen_by(token, id); },
        room.watchers, last_of_page(call.request));
}

}  // namespace

std::vector<server::Route> token_routes(const TokenRoom& room) {
    const auto with = [&room](Response (*page)(const TokenRoom&, const Call&)) {
        return [room, page](const Call& call) { return page(room, call); };
    };
    return {
        {"GET", "/new", with(new_token), "a host name for one client, and a report of its own"},
        {"GET", "/report/{token}", with(token_report), "what came to that name"},
        {"GET", "/events/{token}", with(token_events), "the same, as it comes"},
    };
}

}  // namespace tlsmatrix::live
