#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/matrix/summary_json.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

namespace json = boost::json;

std::string_view yes_or_no(bool yes) {
    return yes ? "yes" : "no";
}

json::value expectation(const TableCell& cell, const std::optional<Prediction>& prediction) {
    if (cell.closed_in_silence) {
        return {{"outcome", "closed"}, {"reason", "the server sends no alert"}};
    }
    return prediction ? json::value(report::prediction_json(*prediction)) : json::value(nullptr);
}

json::value sight(const Sight& seen) {
    return seen ? json::value(report::outcome_json(*seen)) : json::value(nullptr);
}

json::object entry(const TableCell& cell) {
    return {
        {"client", protocol_name(cell.client)},
        {"server", protocol_name(cell.server)},
        {"documented", yes_or_no(cell.documented.yes)},
        {"footnote",
         cell.documented.footnote == 0 ? json::value(nullptr) : cell.documented.footnote},
        {"measured", cell.measured ? json::value(yes_or_no(*cell.measured)) : json::value(nullptr)},
        {"drift", cell.drifted()},
        {"expected",
         {{"client", expectation(cell, cell.expected_of_client)},
          {"server", expectation(cell, cell.expected_of_server)}}},
        {"saw", {{"client", sight(cell.client_saw)}, {"server", sight(cell.server_saw)}}},
        {"verdict", verdict_name(cell.verdict)},
        {"explanation", cell.explanation},
    };
}

json::object configuration_json(const DrivenTable& table) {
    json::array cells;
    for (const TableCell& cell : table.cells) {
        cells.push_back(entry(cell));
    }
    return {{"name", table.configuration.name},
            {"meaning", table.configuration.meaning},
            {"security_level", table.configuration.security_level},
            {"tls", version_list(table.configuration.tls)},
            {"cells", std::move(cells)}};
}

json::array footnotes_json() {
    json::array list;
    for (const Footnote& footnote : footnotes()) {
        list.push_back({{"number", footnote.number}, {"text", footnote.text}});
    }
    return list;
}

}  // namespace

std::string json_report(const Report& report) {
    json::object object{
        {"tool", report::tool_json(local_library())},
        {"preset", "ssl-module"},
        {"summary", summary_json(report.summary)},
        {"footnotes", footnotes_json()},
    };
    json::array configurations;
    for (const DrivenTable& table : report.tables) {
        configurations.push_back(configuration_json(table));
    }
    object["configurations"] = std::move(configurations);
    return json::serialize(object) + "\n";
}

}  // namespace tlsmatrix::matrix::ssl_module
