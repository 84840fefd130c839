#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/ssl_module/ssl_module_report.hpp>
#include <tlsmatrix/matrix/summary_json.hpp>
#include <tlsmatrix/report/envelope.hpp>
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
    return or_null(prediction, report::prediction_json);
}

json::object entry(const TableCell& cell) {
    return {
        {"client", protocol_name(cell.client)},
        {"server", protocol_name(cell.server)},
        {"documented", yes_or_no(cell.documented.yes)},
        {"footnote",
         cell.documented.footnote == 0 ? json::value(nullptr) : cell.documented.footnote},
        {"measured", or_null(cell.measured, yes_or_no)},
        {"drift", cell.drifted()},
        {"expected",
         {{"client", expectation(cell, cell.expected_of_client)},
          {"server", expectation(cell, cell.expected_of_server)}}},
        {"saw",
         {{"client", or_null(cell.client_saw, report::outcome_json)},
          {"server", or_null(cell.server_saw, report::outcome_json)}}},
        {"verdict", verdict_name(cell.verdict)},
        {"explanation", cell.explanation},
    };
}

json::object configuration_json(const DrivenTable& table) {
    return {{"name", table.configuration.name},
            {"meaning", table.configuration.meaning},
            {"security_level", table.configuration.security_level},
            {"tls", version_list(table.configuration.tls)},
            {"cells", list_of(table.cells, entry)}};
}

json::object footnote_json(const Footnote& footnote) {
    return {{"number", footnote.number}, {"text", footnote.text}};
}

}  // namespace

json::object ssl_module_json(const Report& report) {
    json::object object = report::envelope("matrix", local_library());
    object["preset"] = "ssl-module";
    object["summary"] = summary_json(report.summary);
    object["footnotes"] = list_of(footnotes(), footnote_json);
    object["configurations"] = list_of(report.tables, configuration_json);
    return object;
}

}  // namespace tlsmatrix::matrix::ssl_module
