#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/cli/explain_report.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/rule/counsel.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::cli {
namespace {

namespace json = boost::json;
using report::Saved;
using report::Tone;

template <class Endpoint>
json::object end_json(const Endpoint& end) {
    return {{"versions", version_list(end.versions)}, {"engine", engine_name(end.engine)}};
}

json::object step_json(const Step& step) {
    return {{"text", step.text}, {"source", step.source}};
}

json::object demand_json(const Demand& demand) {
    return {{"text", demand.text}, {"source", demand.source}, {"met", demand.met}};
}

std::string end_words(const Saved& end) {
    return fmt::format("{{{}}} ({})", end.versions("versions").str(), end.text("engine"));
}

std::string result_sentence(const Prediction& server) {
    return std::holds_alternative<ProtocolVersion>(server)
               ? fmt::format("{} is negotiated", describe(server))
               : describe(server);
}

// session_words is what became of the session that the client holds.
std::string_view session_words(const Saved& saved) {
    if (!saved.find("resumed")) {
        return {};
    }
    return saved.flag("resumed") ? ", and the client's session is resumed"
                                 : " in a full handshake: the client's session is not resumed";
}

report::Table demands_table(const std::vector<Saved>& demands) {
    constexpr std::size_t width = 7;
    report::Table table{.caption = "What the standards ask:",
                        .columns = {{.heading = {"", Tone::plain, "met"}, .width = width},
                                    {.heading = {"", Tone::plain, "what is asked"}}},
                        .overflow = report::Overflow::wrap,
                        .note_heading = "source",
                        .note_indent = width + 2};
    for (const Saved& demand : demands) {
        const bool met = demand.flag("met");
        table.rows.push_back(
            {{{met ? "met" : "not met", met ? Tone::good : Tone::fair}, {demand.text("text")}},
             fmt::format("[{}]", demand.text("source"))});
    }
    return table;
}

}  // namespace

json::object explain_json(const ClientEndpoint& client, const ServerEndpoint& server,
                          const Negotiation& negotiation) {
    json::object object = report::envelope("explain", local_library());
    object["ends"] = {{"client", end_json(client)}, {"server", end_json(server)}};
    object["client"] = report::prediction_json(negotiation.client);
    object["server"] = report::prediction_json(negotiation.server);
    if (client.session && std::holds_alternative<ProtocolVersion>(negotiation.client)) {
        object["resumed"] = negotiation.resumed;
    }
    object["steps"] = list_of(negotiation.steps, step_json);
    object["advice"] = advice_of(client, server, negotiation);
    object["standards"] = list_of(demands_of(client, server, negotiation), demand_json);
    return object;
}

report::Document explain_document(json::value report) {
    const Saved saved(report);
    const Saved ends = saved.at("ends");
    const Prediction server = report::read_prediction(saved.at("server"));
    const std::string line =
        fmt::format("client {} against server {}: {}{}", end_words(ends.at("client")),
                    end_words(ends.at("server")), result_sentence(server), session_words(saved));
    report::Document document{.command = "explain", .title = "tlsmatrix explain"};
    document.add(report::Heading{line});
    report::Steps steps;
    document.record_heading = {"step", "text", "source"};
    report::Item item{.name = line, .judgement = report::Judgement::passed};
    for (const Saved& step : saved.list("steps")) {
        steps.steps.push_back({step.text("text"), step.text("source")});
        item.output += fmt::format("{}. {} [{}]\n", steps.steps.size(), step.text("text"),
                                   step.text("source"));
        document.items.push_back({.record = {fmt::format("{}", steps.steps.size()),
                                             step.text("text"), step.text("source")}});
    }
    document.items.push_back(std::move(item));
    document.add(std::move(steps), false);
    const auto best =
        best_mutual(ends.at("client").versions("versions"), ends.at("server").versions("versions"));
    document.add(report::Paragraph{
        fmt::format("What the sets say: {}",
                    best ? fmt::format("{} is the best version that both hold", wire_name(*best))
                         : "no version is in both")});
    document.add(report::Paragraph{"What to change: " + saved.text("advice")}, false);
    document.add(demands_table(saved.list("standards")));
    document.count_items(0);
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::cli
