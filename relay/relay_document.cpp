#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/relay/relay_report.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::relay {
namespace {

using report::Document;
using report::Judgement;
using report::Saved;
using report::Tone;

std::string offer_of(const Saved& handshake) {
    const auto offered = handshake.find("offered");
    if (!offered) {
        return "-";
    }
    std::string words;
    for (const std::string& each : offered->texts("versions")) {
        words += each == "GREASE" ? "" : (words.empty() ? "" : ",") + each;
    }
    return words;
}

std::string why(const Saved& handshake) {
    const std::string sentence = handshake.text_or("sentence", "");
    return sentence.empty() ? handshake.text_or("unseen", "") : sentence;
}

std::string message_words(const Saved& message) {
    const std::string details = message.text("details");
    return fmt::format("{:.3f} ms, {}: {}{}{} ({} bytes)", message.number("seconds") * 1'000,
                       message.text("from"), message.text("message"), details.empty() ? "" : ": ",
                       details, message.count("bytes"));
}

void tell_handshake(Document& document, report::Table& table, const Saved& handshake) {
    const HandshakeOutcome outcome = report::read_outcome(handshake.at("outcome"));
    const bool agreed = std::holds_alternative<Negotiated>(outcome);
    const Tone tone = agreed ? Tone::good : Tone::bad;
    const std::string number = std::to_string(handshake.count("number"));
    const std::string end = describe(outcome);
    table.rows.push_back({{{number}, {offer_of(handshake)}, {end, tone}}, why(handshake)});
    report::Item item{.name = fmt::format("handshake {} of {}", number, handshake.text("client")),
                      .verdict = {std::string(outcome_name(outcome)), tone},
                      .judgement = agreed ? Judgement::passed : Judgement::failed,
                      .reason = why(handshake),
                      .seconds = handshake.number("seconds")};
    for (const Saved& message : handshake.list("messages")) {
        item.steps.push_back({message_words(message), ""});
    }
    item.record = {number, handshake.text("client"), offer_of(handshake), end, why(handshake)};
    document.items.push_back(std::move(item));
}

void tell_stories(Document& document, const Saved& saved) {
    for (const Saved& handshake : saved.list("handshakes")) {
        report::Lines story{fmt::format("handshake {}", handshake.count("number")), "  ", {}};
        for (const Saved& message : handshake.list("messages")) {
            story.lines.push_back(message_words(message));
        }
        document.add(std::move(story));
    }
}

std::string command_line(const Saved& client) {
    std::string line;
    for (const std::string& word : client.texts("command")) {
        line += (line.empty() ? "" : " ") + report::shell_word(word);
    }
    return line;
}

void tell_client(Document& document, const Saved& client) {
    const auto status = client.find("exit");
    const auto signal = client.find("signal");
    document.add(report::Paragraph{
        fmt::format("{}: {}", command_line(client),
                    client.flag("timed_out") ? std::string("timed out")
                    : status ? fmt::format("exit {}", static_cast<int>(status->number()))
                    : signal ? fmt::format("ended by signal {}", static_cast<int>(signal->number()))
                             : std::string("could not be ended"))});
}

}  // namespace

Document relay_document(boost::json::value report) {
    const Saved saved(report);
    const Saved summary = saved.at("summary");
    Document document{.command = "relay", .title = "tlsmatrix relay: " + saved.text("to")};
    document.record_heading = {"number", "client", "offered", "outcome", "cause"};
    document.add(
        report::Paragraph{fmt::format("{} --> {}", saved.text("listener"), saved.text("address"))});
    if (const auto client = saved.find("client")) {
        tell_client(document, *client);
    }
    report::Table table{.columns = {{.heading = {"no."}, .width = 3, .right = true},
                                    {.heading = {"offered"}, .width = 15},
                                    {.heading = {"outcome"}}},
                        .overflow = report::Overflow::wrap,
                        .note_heading = "cause",
                        .note_indent = 5};
    for (const Saved& handshake : saved.list("handshakes")) {
        tell_handshake(document, table, handshake);
    }
    if (!table.rows.empty()) {
        document.add(std::move(table));
    }
    if (saved.flag("trace")) {
        tell_stories(document, saved);
    }
    if (const std::size_t left_out = summary.count("left_out"); left_out > 0) {
        document.add(report::Paragraph{
            fmt::format("{} more went through, and are counted alone.", left_out)});
    }
    document.summary = {fmt::format("{} of {} handshakes came about.", summary.count("negotiated"),
                                    saved.list("handshakes").size()),
                        Tone::plain};
    document.count_items(summary.number("seconds"));
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::relay
