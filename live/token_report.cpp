#include <algorithm>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/live/token_report.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::live {
namespace {

namespace json = boost::json;
using report::Saved;
using report::Tone;

report::Item item_of(const Saved& each, std::size_t number) {
    const std::string result = each.text("result");
    const bool negotiated = each.find("version").has_value();
    report::Item item{
        .name = fmt::format("{}: port {}", number, each.count("port")),
        .verdict = {result, negotiated ? Tone::good : Tone::bad},
        .judgement = negotiated ? report::Judgement::passed : report::Judgement::failed,
        .reason = each.text_or("why", "")};
    item.record = {each.text("time"), fmt::format("{}", each.count("port")),
                   fmt::format("{}", fmt::join(each.texts("offered"), ",")), result, item.reason};
    return item;
}

}  // namespace

json::object seen_json(const std::string& host, const std::vector<Sighting>& seen) {
    json::object report = report::envelope("seen", local_library());
    json::array list;
    std::size_t negotiated = 0;
    for (const Sighting& each : seen) {
        json::object told = json::parse(each.told).as_object();
        told["id"] = each.id;
        if (told["offered"].is_null()) {
            told["offered"] = json::array();
        }
        if (!told.at("version").is_null()) {
            ++negotiated;
        }
        list.push_back(std::move(told));
    }
    report["host"] = host;
    report["summary"] = {{"seen", seen.size()}, {"negotiated", negotiated}};
    report["seen"] = std::move(list);
    return report;
}

report::Document seen_document(json::value report) {
    const Saved saved(report);
    const std::string host = saved.text("host");
    report::Document document{.command = "seen",
                              .title = fmt::format("tlsmatrix: what came to {}", host)};
    report::Table table{.columns = {{.heading = {"time"}},
                                    {.heading = {"port"}, .right = true},
                                    {.heading = {"offered"}},
                                    {.heading = {"result"}}},
                        .note_heading = "why",
                        .note_indent = 2};
    document.record_heading = {"time", "port", "offered", "result", "why"};
    const auto seen = saved.list("seen");
    for (std::size_t i = 0; i < seen.size(); ++i) {
        report::Item item = item_of(seen[i], i + 1);
        table.rows.push_back(
            {{{item.record[0]}, {item.record[1]}, {item.record[2]}, item.verdict}, item.reason});
        document.items.push_back(std::move(item));
    }
    const std::size_t negotiated = saved.at("summary").count("negotiated");
    document.summary = {
        seen.empty() ? fmt::format("nobody has come to {} yet", host)
                     : fmt::format("{} came to {}: {} negotiated", seen.size(), host, negotiated),
        seen.empty()                ? Tone::dim
        : negotiated == seen.size() ? Tone::good
                                    : Tone::bad};
    if (!seen.empty()) {
        document.add(std::move(table));
    }
    document.count_items(0);
    document.value = report.as_object();
    return document;
}

}  // namespace tlsmatrix::live
