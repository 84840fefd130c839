#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/matrix/summary_json.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::matrix {
namespace {

namespace json = boost::json;

json::object end_json(const End& end) {
    return {{"versions", version_list(end.versions)}, {"engine", engine_name(end.engine)}};
}

json::value sight_json(const Sight& sight) {
    return sight ? json::value(report::outcome_json(*sight)) : json::value(nullptr);
}

json::array attempts_json(const std::vector<client::Attempt>& attempts) {
    json::array list;
    for (const client::Attempt& attempt : attempts) {
        json::object outcome = report::outcome_json(attempt.outcome);
        const auto& hello = attempt.observation.client_hello;
        outcome["offered"] = hello ? version_list(hello->offered_versions()) : json::array();
        list.push_back(std::move(outcome));
    }
    return list;
}

json::object repeat_json(const Cell& cell) {
    const auto openssl = repeat_with_openssl(cell);
    return {{"tlsmatrix", repeat_command(cell)},
            {"openssl",
             openssl ? json::value{openssl->server, openssl->client} : json::value(nullptr)}};
}

json::object cell_json(const CellResult& result) {
    json::object axes;
    for (const auto& [name, value] : result.cell.axes) {
        axes[name] = value;
    }
    json::object cell{
        {"id", result.cell.id()},
        {"client", end_json(result.cell.client)},
        {"server", end_json(result.cell.server)},
        {"axes", std::move(axes)},
        {"expected",
         {{"client", report::prediction_json(result.expected.client)},
          {"server", report::prediction_json(result.expected.server)}}},
        {"saw",
         {{"client", sight_json(result.client)},
          {"server", sight_json(result.server)},
          {"attempts", attempts_json(result.attempts)}}},
        {"verdict", verdict_name(result.verdict)},
        {"explanation", result.explanation},
        {"repeat", repeat_json(result.cell)},
    };
    if (result.waived) {
        cell["waived"] = *result.waived;
    }
    return cell;
}

std::string shard_text(const std::optional<Shard>& shard) {
    if (!shard) {
        return {};
    }
    return fmt::format("\"shard\": {},\n ", json::serialize(json::object{{"index", shard->index},
                                                                         {"count", shard->count},
                                                                         {"cells", shard->cells}}));
}

std::string json_head(const Overview& overview) {
    return fmt::format("{{\"tool\": {},\n \"summary\": {},\n {}\"cells\": [",
                       json::serialize(report::tool_json(local_library())),
                       json::serialize(summary_json(overview.summary())),
                       shard_text(overview.shard()));
}

std::string json_cell(const CellResult& result, std::size_t number) {
    return (number == 1 ? "\n  " : ",\n  ") + json::serialize(cell_json(result));
}

std::string json_foot() {
    return "\n ]}\n";
}

}  // namespace

const ReportFormat& json_format() {
    static constexpr ReportFormat format{"json", json_head, json_cell, json_foot};
    return format;
}

}  // namespace tlsmatrix::matrix
