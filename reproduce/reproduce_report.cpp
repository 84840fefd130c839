#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/reproduce/play.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::reproduce {
namespace {

namespace json = boost::json;
using report::Document;
using report::Judgement;
using report::Saved;
using report::Tone;

constexpr std::size_t indent = 4;

// explanation goes by what the client's own hello says.
std::string_view explanation(const Act& act) {
    const Scene& scene = *act.scene;
    const ProtocolVersion spoken = *trial_of(scene.stage).versions.highest();
    bool read = false;
    bool offered = false;
    for (const check::ConnectionSight& sight : act.connections) {
        const auto& hello = sight.observation.client_hello;
        read = read || hello.has_value();
        offered = offered || (hello && hello->allowed_versions().contains(spoken));
    }
    return read && !offered && !scene.why_unoffered.empty() ? scene.why_unoffered : scene.why;
}

json::object act_json(const Act& act) {
    const Scene& scene = *act.scene;
    return {{"chapter", heading(scene.chapter)},
            {"client", describe(scene.actor)},
            {"accepts", scene.actor == Actor::ours ? json::value(version_list(scene.accepts))
                                                   : json::value(nullptr)},
            {"server", describe(scene.stage)},
            {"missing", or_null(act.missing)},
            {"lines", list_of(act.connections,
                              [](const check::ConnectionSight& sight) { return sight.line; })},
            {"why", explanation(act)},
            {"binding", scene.binding},
            {"as_told", act.as_told}};
}

std::string accepts_words(const Saved& act) {
    const auto accepts = act.find("accepts");
    if (!accepts) {
        return {};
    }
    const VersionSet set = accepts->versions();
    return set == VersionSet::all() ? ", which accepts every version,"
                                    : fmt::format(", which accepts {} alone,", set.wire_names());
}

std::string_view remark(const Saved& act) {
    if (act.flag("as_told")) {
        return {};
    }
    return act.flag("binding") ? "Not as reported: the line above is not what was to come."
                               : "This machine's is different: the line above tells how.";
}

Judgement judgement_of(const Saved& act) {
    return act.find("missing") || (!act.flag("binding") && !act.flag("as_told"))
               ? Judgement::skipped
           : act.flag("as_told") ? Judgement::passed
                                 : Judgement::failed;
}

void tell(Document& document, const Saved& act, std::size_t number) {
    const std::string title = fmt::format("{:>2}. {}{} at {}", number, act.text("client"),
                                          accepts_words(act), act.text("server"));
    const std::vector<std::string> lines = act.texts("lines");
    const std::string missing = act.text_or("missing", "");
    document.add(report::Paragraph{title}, false);
    if (!missing.empty()) {
        document.add(report::Paragraph{fmt::format("Left out, since it is not here: {}.", missing),
                                       Tone::dim, indent},
                     false);
    } else {
        if (lines.empty()) {
            document.add(report::Paragraph{"(it made no connection)", Tone::plain, indent}, false);
        } else {
            document.add(report::Lines{"", "    ", lines}, false);
        }
        document.add(report::Paragraph{act.text("why"), Tone::plain, indent}, false);
        document.add(report::Paragraph{std::string(remark(act)), Tone::fair, indent}, false);
    }
    std::string output;
    for (const std::string& line : lines) {
        output += line + "\n";
    }
    document.items.push_back(
        {.name = title,
         .judgement = judgement_of(act),
         .reason = missing.empty() ? std::string(remark(act)) : missing,
         .output = output,
         .record = {act.text("chapter"), act.text("client"), act.text("server"), output,
                    act.flag("as_told") ? "yes" : "no", missing}});
}

}  // namespace

json::object reproduce_json(const std::vector<Act>& acts) {
    json::object object = report::envelope("reproduce", local_library());
    object["as_reported"] = is_as_reported(acts);
    object["acts"] = list_of(acts, act_json);
    return object;
}

Document reproduce_document(json::value report) {
    const Saved saved(report);
    const bool as_reported = saved.flag("as_reported");
    Document document{.command = "reproduce", .title = "tlsmatrix reproduce"};
    document.record_heading = {"chapter", "client", "server", "lines", "as told", "missing"};
    std::string chapter;
    std::size_t number = 0;
    for (const Saved& act : saved.list("acts")) {
        if (act.text("chapter") != chapter) {
            chapter = act.text("chapter");
            document.add(report::Heading{chapter});
        }
        tell(document, act, ++number);
    }
    document.summary = {as_reported
                            ? "As reported: 'tlsmatrix check' tells the same of your own client."
                            : "Not all of it is as reported: see above.",
                        as_reported ? Tone::good : Tone::bad};
    document.count_items(0);
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::reproduce
