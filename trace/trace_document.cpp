#include <algorithm>
#include <sstream>

#include <fmt/format.h>

#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/report/text_layout.hpp>
#include <tlsmatrix/trace/trace_report.hpp>

namespace tlsmatrix::trace {
namespace {

using report::Saved;
using report::Tone;

// What the client sends stands on the left, what the server sends on the right.
constexpr std::size_t column = 34;
constexpr std::size_t arrow = 10;
static_assert(2 * column + arrow + 2 == report::table_width);

std::string end_words(const Saved& end) {
    return fmt::format("{{{}}} ({})", end.versions("versions").str(), end.text("engine"));
}

std::string outcome_words(const HandshakeOutcome& outcome) {
    return std::holds_alternative<Negotiated>(outcome)
               ? fmt::format("{} is negotiated", describe(outcome))
               : describe(outcome);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) {
        lines.push_back(std::move(line));
    }
    return lines;
}

// message_lines is a message on its sender's side, with the arrow in its first line.
void message_lines(const Saved& message, std::vector<std::string>& lines) {
    const bool from_client = message.text("from") == "client";
    const std::string name = message.text("message");
    const std::string shown = message.flag("encrypted") ? fmt::format("[{}]", name) : name;
    const std::string shaft(arrow - 1, '-');
    lines.push_back(from_client ? fmt::format("{:<{}} {}>", shown, column, shaft)
                                : fmt::format("{:<{}} <{} {}", "", column, shaft, shown));
    const std::size_t indent = from_client ? 2 : column + arrow + 2 + 2;
    const std::size_t width = from_client ? column : report::table_width;
    for (std::string& line : lines_of(report::wrap(message.text("words"), indent, width))) {
        lines.push_back(std::move(line));
    }
}

std::vector<std::string> diagram(const Saved& saved) {
    const Saved ends = saved.at("ends");
    std::vector<std::string> lines{fmt::format("{:<{}} {:{}} {}",
                                               "client " + end_words(ends.at("client")), column, "",
                                               arrow, "server " + end_words(ends.at("server")))};
    std::size_t attempt = 0;
    for (const Saved& message : saved.list("messages")) {
        if (message.count("attempt") != attempt) {
            attempt = message.count("attempt");
            lines.emplace_back();
            if (attempt > 1) {
                lines.push_back(fmt::format("The client tries again, on connection {}:", attempt));
            }
        }
        message_lines(message, lines);
    }
    return lines;
}

report::Table fields_table(const Saved& message, std::size_t number) {
    report::Table table{.caption = fmt::format("{}. {} of the {}{}", number,
                                               message.text("message"), message.text("from"),
                                               message.flag("encrypted") ? ", encrypted" : ""),
                        .columns = {{.heading = {"at"}, .width = 4, .right = true},
                                    {.heading = {"bytes"}, .width = 5, .right = true},
                                    {.heading = {"field"}, .width = 26},
                                    {.heading = {"value"}}},
                        .overflow = report::Overflow::wrap,
                        .note_heading = "what it decides",
                        .note_indent = 13};
    for (const Saved& field : message.list("fields")) {
        table.rows.push_back({{{fmt::format("{}", field.count("offset"))},
                               {fmt::format("{}", field.count("bytes"))},
                               {field.text("name")},
                               {field.text("value")}},
                              field.text("meaning")});
    }
    return table;
}

report::Item item_of(const Saved& message, std::size_t number) {
    report::Item item{.name = fmt::format("{}. {} of the {}", number, message.text("message"),
                                          message.text("from"))};
    item.facts.push_back({"bytes", message.text("bytes"), true});
    item.record = {fmt::format("{}", number),
                   fmt::format("{}", message.count("attempt")),
                   message.text("from"),
                   message.text("message"),
                   message.flag("encrypted") ? "yes" : "no",
                   message.text("words"),
                   message.text("bytes")};
    return item;
}

std::string prediction_words(const Prediction& prediction) {
    return std::holds_alternative<ProtocolVersion>(prediction)
               ? fmt::format("{} is negotiated", describe(prediction))
               : describe(prediction);
}

std::string choice_words(const Saved& choice) {
    const Prediction client = report::read_prediction(choice.at("client"));
    const Prediction server = report::read_prediction(choice.at("server"));
    return client == server ? prediction_words(client)
                            : fmt::format("{} at the client, {} at the server",
                                          prediction_words(client), prediction_words(server));
}

report::Table choices_table(const std::vector<Saved>& choices) {
    report::Table table{
        .caption = "Where another set would have led, by the rule:",
        .columns = {{.heading = {"change"}, .width = 28}, {.heading = {"what comes of it"}}},
        .overflow = report::Overflow::wrap};
    for (const Saved& choice : choices) {
        table.rows.push_back({{{choice.text("change")}, {choice_words(choice)}}});
    }
    return table;
}

// What each end says of it; one sentence where they agree.
std::string ending(const Saved& saved) {
    const auto client = saved.find("client");
    const auto server = saved.find("server");
    if (!client || !server) {
        return saved.text("explanation");
    }
    const std::string at_client = outcome_words(report::read_outcome(*client));
    const std::string at_server = outcome_words(report::read_outcome(*server));
    return at_client == at_server
               ? at_client
               : fmt::format("{} at the client, {} at the server", at_client, at_server);
}

void tell_why(report::Document& document, const Saved& saved) {
    if (const std::string cause = saved.text("cause"); !cause.empty()) {
        document.add(report::Paragraph{"Why: " + cause});
        if (const std::string advice = saved.text("advice"); !advice.empty()) {
            document.add(report::Paragraph{"What to change: " + advice}, false);
        }
    }
    document.add(report::Heading{"What the rule says, step by step"});
    report::Steps steps;
    for (const Saved& step : saved.list("steps")) {
        steps.steps.push_back({step.text("text"), step.text("source")});
    }
    document.add(std::move(steps), false);
    if (const auto choices = saved.list("other_choices"); !choices.empty()) {
        document.add(choices_table(choices));
    }
}

}  // namespace

report::Document trace_document(boost::json::value report, bool fields) {
    const Saved saved(report);
    const bool passed = saved.text("verdict") == "passed";
    const std::string end = ending(saved);
    report::Document document{.command = "trace", .title = "tlsmatrix trace"};
    document.add(report::Heading{fmt::format("client {} against server {}: {}",
                                             end_words(saved.at("ends").at("client")),
                                             end_words(saved.at("ends").at("server")), end)});
    const auto messages = saved.list("messages");
    if (!messages.empty()) {
        document.add(report::Lines{"", "", diagram(saved)}, false);
    }
    if (std::any_of(messages.begin(), messages.end(),
                    [](const Saved& each) { return each.flag("encrypted"); })) {
        document.add(report::Paragraph{"What stands in [brackets] is encrypted.", Tone::dim});
    }
    document.record_heading = {"number",    "attempt", "from", "message",
                               "encrypted", "words",   "bytes"};
    document.items.push_back(
        {.name = saved.text("verdict") + " trace",
         .judgement = passed ? report::Judgement::passed : report::Judgement::failed,
         .reason = passed ? "" : saved.text("explanation")});
    for (std::size_t i = 0; i < messages.size(); ++i) {
        document.items.push_back(item_of(messages[i], i + 1));
    }
    tell_why(document, saved);
    for (std::size_t i = 0; i < messages.size(); ++i) {
        if (!messages[i].list("fields").empty()) {
            document.add(fields_table(messages[i], i + 1), true,
                         fields ? report::Where::everywhere : report::Where::page);
        }
    }
    document.summary = {
        passed ? "It came out as the rule predicts."
               : fmt::format("{}: {}", saved.text("verdict"), saved.text("explanation")),
        passed ? Tone::good : Tone::bad};
    document.count_items(0);
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::trace
