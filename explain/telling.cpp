#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/explain/telling.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::explain {
namespace {

namespace json = boost::json;
using report::Saved;

struct TopicWords {
    std::string_view name;
    std::string_view heading;
};

constexpr std::array topic_words{
    TopicWords{"shows", "What it shows:"},
    TopicWords{"proves", "What that proves:"},
    TopicWords{"does_not_prove", "What it does not prove:"},
    TopicWords{"may_be_because", "Why it may be so:"},
};

json::object finding_json(const Finding& finding) {
    return {{"topic", topic_name(finding.topic)},
            {"text", finding.text},
            {"source", or_null(finding.source)}};
}

json::object question_json(const Question& question) {
    return {{"text", question.text}, {"command", question.command}};
}

std::string sentence_of(const Saved& finding) {
    const std::string source = finding.text_or("source", "");
    return finding.text("text") + (source.empty() ? "" : fmt::format(" [{}]", source));
}

void tell_findings(report::Document& document, const Saved& saved, report::Item& story) {
    const auto findings = saved.list("findings");
    for (const Topic topic : all_topics) {
        report::List list;
        for (const Saved& finding : findings) {
            if (finding.at("topic").one_of(all_topics, topic_name, "no topic") == topic) {
                list.sentences.push_back(sentence_of(finding));
            }
        }
        if (list.sentences.empty()) {
            continue;
        }
        const std::string heading(topic_words[static_cast<std::size_t>(topic)].heading);
        document.add(report::Paragraph{heading}, document.blocks.size() > 1);
        story.output += heading + "\n";
        for (const std::string& sentence : list.sentences) {
            story.output += "- " + sentence + "\n";
        }
        document.add(std::move(list), false);
    }
    for (const Saved& finding : findings) {
        document.items.push_back({.record = {finding.text("topic"), finding.text("text"),
                                             finding.text_or("source", "")}});
    }
}

// The table of server sets stands in reports about a hello alone.
void tell_servers(report::Document& document, const Saved& saved) {
    const auto servers = saved.find("servers");
    if (!servers) {
        return;
    }
    report::Table table{.caption = "What a server of OpenSSL makes of it, by the rule:",
                        .columns = {{.heading = {"server"}, .width = 16}, {.heading = {"answer"}}},
                        .overflow = report::Overflow::wrap};
    for (const Saved& server : servers->list()) {
        const std::string versions = server.versions("versions").compact();
        table.rows.push_back({{{versions}, {server.text("words")}}});
        document.items.push_back({.record = {"server", versions, server.text("words")}});
    }
    document.add(std::move(table));
}

void tell_questions(report::Document& document, const Saved& saved) {
    bool first = true;
    for (const Saved& question : saved.list("questions")) {
        if (first) {
            document.add(report::Paragraph{"What decides it:"});
        }
        first = false;
        document.add(report::Lines{question.text("text"), "    ", {question.text("command")}},
                     false);
        document.items.push_back(
            {.record = {"question", question.text("text"), question.text("command")}});
    }
}

}  // namespace

std::string_view topic_name(Topic topic) {
    return topic_words[static_cast<std::size_t>(topic)].name;
}

json::object telling_members(const Telling& telling) {
    return {{"headline", telling.headline},
            {"known", telling.known},
            {"findings", list_of(telling.findings, finding_json)},
            {"questions", list_of(telling.questions, question_json)}};
}

json::object telling_json(const Telling& telling, std::string_view name, json::object details,
                          const LocalLibrary& library, json::array servers) {
    json::object object = report::envelope("explain", library);
    object[name] = std::move(details);
    for (auto& member : telling_members(telling)) {
        object[member.key()] = std::move(member.value());
    }
    if (!servers.empty()) {
        object["servers"] = std::move(servers);
    }
    return object;
}

report::Document telling_document(json::value report) {
    const Saved saved(report);
    const std::string headline = saved.text("headline");
    const bool known = saved.flag("known");
    report::Document document{.command = "explain", .title = "tlsmatrix explain"};
    document.add(report::Heading{headline});
    document.record_heading = {"topic", "text", "source"};
    report::Item story{.name = headline,
                       .judgement = known ? report::Judgement::passed : report::Judgement::failed,
                       .reason = known ? "" : headline};
    tell_findings(document, saved, story);
    tell_servers(document, saved);
    tell_questions(document, saved);
    document.items.push_back(std::move(story));
    document.count_items(0);
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::explain
