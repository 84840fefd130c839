#include <algorithm>
#include <set>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/live/detail/live_page.hpp>
#include <tlsmatrix/report/text_layout.hpp>
#include <tlsmatrix/tls/set_host_name.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::live {
namespace {

namespace json = boost::json;
using report::xml_text;

std::string text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains(key);
    return value != nullptr && value->is_string() ? std::string(value->get_string())
                                                  : std::string();
}

bool is_of(const json::object& told, const Target& target) {
    const json::value* port = told.if_contains("port");
    return port != nullptr && *port == json::value(target.port) &&
           ascii_lower(text_of(told, "server_name")) == target.name;
}

// Without a script the rows tell what was seen last: a page that is loaded again is up to date.
json::object last_of(const LivePage& page, const Target& target) {
    for (auto each = page.seen.rbegin(); each != page.seen.rend(); ++each) {
        json::object told = json::parse(each->told).as_object();
        if (is_of(told, target)) {
            return told;
        }
    }
    return {};
}

// A page has room to break between versions, and not within one.
std::string spaced(std::string text) {
    for (std::size_t at = text.find(','); at != std::string::npos; at = text.find(',', at + 2)) {
        text.insert(at + 1, " ");
    }
    return text;
}

std::string row_html(const LivePage& page, const Target& target) {
    const json::object told = last_of(page, target);
    const std::string outcome = text_of(told, "outcome");
    const std::string_view kind = told.empty() ? "idle" : outcome == "negotiated" ? "good" : "bad";
    return fmt::format(
        "<tr class=\"{}\" data-url=\"{}/tls\" data-port=\"{}\" data-name=\"{}\">"
        "<th scope=\"row\"><a href=\"{}/tls\">{}:{}</a></th><td>{}</td>"
        "<td class=\"result\">{}</td><td class=\"why\">{}</td></tr>\n",
        kind, xml_text(target.origin()), target.port, xml_text(target.name),
        xml_text(target.origin()), xml_text(target.host), target.port,
        spaced(target.versions.wire_names()),
        told.empty() ? "not tried yet" : xml_text(text_of(told, "result")),
        xml_text(text_of(told, "why")));
}

std::string own_words(const server::ConnectionFacts& own) {
    const auto* negotiated = std::get_if<Negotiated>(&own.outcome);
    return negotiated == nullptr
               ? std::string()
               : fmt::format("This page came to you at <strong>{}</strong> with <code>{}</code>. ",
                             wire_name(negotiated->version), xml_text(negotiated->cipher));
}

std::string trust_words(const LivePage& page) {
    if (page.ca_file.empty()) {
        return {};
    }
    return fmt::format(
        "<p>A row that the client refused with <code>unknown_ca</code> or "
        "<code>certificate_unknown</code> was negotiated, and then not trusted: let the browser "
        "trust the CA in <code>{}</code> on the machine of the server.</p>\n",
        xml_text(page.ca_file));
}

}  // namespace

std::string Target::origin() const {
    return fmt::format("https://{}:{}", host, port);
}

std::vector<Target> targets_of(const std::vector<server::ListenerInfo>& listeners) {
    std::vector<Target> targets;
    const server::ListenerInfo* widest = nullptr;
    for (const server::ListenerInfo& each : listeners) {
        // https://localhost:8010/
        const std::string_view rest = std::string_view(each.url).substr(8);
        const std::string host(rest.substr(0, rest.rfind(':')));
        targets.push_back({host, host == "localhost" ? host : "", each.port, each.versions});
        if (widest == nullptr || each.versions.size() > widest->versions.size()) {
            widest = &each;
        }
    }
    for (const VersionSet set : all_version_sets()) {
        if (widest != nullptr && widest->versions.size() > 1 && (set - widest->versions).empty()) {
            targets.push_back({set_host_name(set), set_host_name(set), widest->port, set});
        }
    }
    return targets;
}

std::string live_html(const LivePage& page) {
    std::string rows;
    for (const Target& target : page.targets) {
        rows += row_html(page, target);
    }
    const std::string body = fmt::format(
        R"(<body>
<h1>What your browser does here</h1>
<p>{}Each row is a server of its own set of TLS versions. What it saw from your address, which
other programs may share, is told by the server, for handshakes that failed too: who refused, with which alert, and why.</p>
<p id="state" role="status">Without JavaScript: follow a link, come back, and load this page again.</p>
<table>
<caption>Listeners, and names that narrow one of them</caption>
<thead><tr><th scope="col">Where</th><th scope="col">Accepts</th><th scope="col">What the server saw</th>
<th scope="col">Why</th></tr></thead>
<tbody>
{}</tbody>
</table>
{}<h2>Other clients</h2>
<p>Names such as <code>only-10-12.localhost</code> choose a set on one port, by the name in the hello:
<a href="/hosts">lines for a hosts file, and for curl</a>. For a client that cannot be started from here:
<a href="/new">a name of its own, and a report of what comes to it</a>. What you offered, and why nothing higher was
chosen: <a href="/tls">/tls</a>.</p>
)",
        own_words(page.own), rows, trust_words(page));
    return whole_page("What your browser does here", "live.js", body);
}

std::string whole_page(std::string_view title, std::string_view script, std::string_view body) {
    return fmt::format(R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{} - tlsmatrix</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/live.css">
<script src="/{}" defer></script>
</head>
{}</body>
</html>
)",
                       title, script, body);
}

json::object live_json(const LivePage& page) {
    json::array targets;
    for (const Target& target : page.targets) {
        targets.push_back(json::object{{"url", target.origin() + "/"},
                                       {"versions", version_list(target.versions)}});
    }
    json::array seen;
    for (const Sighting& each : page.seen) {
        seen.push_back(json::parse(each.told));
    }
    return {{"targets", std::move(targets)}, {"seen", std::move(seen)}};
}

std::string page_policy(const std::vector<Target>& targets) {
    std::set<std::string> origins;
    for (const Target& target : targets) {
        origins.insert(target.origin());
    }
    std::string allowed = "'self'";
    for (const std::string& origin : origins) {
        allowed += " " + origin;
    }
    return fmt::format(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src {}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        allowed);
}

}  // namespace tlsmatrix::live
