#include <algorithm>
#include <sstream>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/relay/detail/trials.hpp>
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

// outcome_words leaves the reasons to the cause below.
std::string outcome_words(const HandshakeOutcome& outcome) {
    return std::holds_alternative<Negotiated>(outcome) || std::holds_alternative<Refused>(outcome)
               ? describe(outcome)
               : std::string(outcome_name(outcome));
}

std::string why(const Saved& handshake) {
    const std::string sentence = handshake.text_or("sentence", "");
    return sentence.empty() ? handshake.text_or("unseen", "") : sentence;
}

// The other side of an attack, where it did not end the same way.
std::string server_side_of(const Saved& handshake) {
    const auto side = handshake.find("server_side");
    const std::string sentence = side ? side->text_or("sentence", "") : "";
    if (!side || sentence == handshake.text_or("sentence", "")) {
        return {};
    }
    const std::string words = outcome_words(report::read_outcome(side->at("outcome")));
    return fmt::format("at the server: {}{}{}", words, sentence.empty() ? "" : ": ", sentence);
}

// story is the attack, what came of it, and what the other end saw.
std::string story(const Saved& handshake) {
    std::string words;
    const auto add = [&words](std::string_view text) {
        words += text.empty() ? "" : (words.empty() ? "" : "; ") + std::string(text);
    };
    const std::string cause = why(handshake);
    if (!cause.starts_with("attacked on purpose")) {
        for (const std::string& each : handshake.texts("attacked")) {
            add("attacked: " + each);
        }
    }
    add(cause);
    add(server_side_of(handshake));
    return words;
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
    const std::string end = outcome_words(outcome);
    const std::string offer = offer_of(handshake);
    const std::string told = story(handshake);
    table.rows.push_back({{{number}, {offer}, {end, tone}}, told});
    report::Item item{.name = fmt::format("handshake {} of {}", number, handshake.text("client")),
                      .verdict = {std::string(outcome_name(outcome)), tone},
                      .judgement = agreed ? Judgement::passed : Judgement::failed,
                      .reason = told,
                      .seconds = handshake.number("seconds")};
    for (const Saved& message : handshake.list("messages")) {
        item.steps.push_back({message_words(message), ""});
    }
    item.record = {number, handshake.text("client"), offer, end, told};
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

// What a program says at its end is mostly why it ended.
std::vector<std::string> last_lines(const std::string& output) {
    constexpr std::size_t max_lines = 5;
    std::vector<std::string> lines;
    std::istringstream words(output);
    for (std::string line; std::getline(words, line);) {
        lines.push_back(std::move(line));
        if (lines.size() > max_lines) {
            lines.erase(lines.begin());
        }
    }
    return lines;
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
    if (!status || status->number() != 0) {
        if (auto lines = last_lines(client.text("output")); !lines.empty()) {
            document.add(report::Lines{"", "  ", std::move(lines)}, false);
        }
    }
}

}  // namespace

Document relay_document(boost::json::value report) {
    const Saved saved(report);
    const Saved summary = saved.at("summary");
    const bool tries = saved.find("trials").has_value();
    Document document{.command = "relay", .title = "tlsmatrix relay: " + saved.text("to")};
    document.record_heading = {"number", "client", "offered", "outcome", "cause"};
    document.add(
        report::Paragraph{fmt::format("{} --> {}", saved.text("listener"), saved.text("address"))});
    if (const auto attacks = saved.texts("attacks"); !attacks.empty()) {
        document.add(report::Paragraph{
            fmt::format("Attacks on every handshake: {}.", fmt::join(attacks, ", "))});
    }
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
    const std::vector<Saved> handshakes = saved.list("handshakes");
    const bool all_seen =
        std::none_of(handshakes.begin(), handshakes.end(),
                     [](const Saved& handshake) { return handshake.find("unseen").has_value(); });
    if (tries) {
        document.items.clear();  // they are without an attack, and not judged
        tell_trials(document, saved);
        document.count_items(summary.number("seconds"));
        document.value = std::move(report.as_object());
        return document;
    }
    document.summary = {
        fmt::format("{}{} of {} handshakes came about.", all_seen ? "" : "As far as can be seen, ",
                    summary.count("negotiated"), handshakes.size()),
        Tone::plain};
    document.count_items(summary.number("seconds"));
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::relay
