#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::doctor {
namespace {

using report::Document;
using report::Saved;
using report::Tone;
using report::Words;

constexpr std::size_t sign_width = 7;
constexpr std::size_t name_width = 11;

std::string version_words(const Saved& trial) {
    return std::string(wire_name(trial.version("version")));
}

bool negotiates(const Saved& end, const std::string& version) {
    return end.text("outcome") == "negotiated" && end.text("version") == version;
}

bool has_passed(const Saved& trial) {
    const std::string version = trial.text("version");
    return negotiates(trial.at("client"), version) && negotiates(trial.at("server"), version);
}

// A client that knows more than the server does stands for both, as in the matrix's grids.
Words trial_sign(const Saved& trial) {
    return has_passed(trial)
               ? Words{"yes", Tone::good}
               : Words{short_outcome(report::read_outcome(trial.at("client"))), Tone::fair};
}

// A report of before this was asked has an OpenSSL that is a shared library.
bool speaks_for_others(const Saved& saved) {
    const auto origin = saved.find("openssl");
    return !origin || origin->flag("speaks_for_others");
}

// level_words is `level 0`, or that of a client that sets none itself.
std::string level_words(const Saved& trial, const Saved& saved) {
    const Saved level = trial.at("level");
    return level.value().is_string()
               ? fmt::format("default ({})", saved.at("presets").number("security_level"))
               : fmt::format("level {}", level.count());
}

// A row for each key and version, a column for each level, as they come.
report::Table trials_table(const Saved& saved) {
    report::Table table{
        .caption = "Handshakes in memory, by key and security level",
        .columns = {{.heading = {"key"}, .width = 7}, {.heading = {"version"}, .width = 8}}};
    std::vector<std::string> levels;
    for (const Saved& trial : saved.list("trials")) {
        const std::string level = level_words(trial, saved);
        if (std::find(levels.begin(), levels.end(), level) == levels.end()) {
            levels.push_back(level);
            table.columns.push_back({.heading = {level}, .width = 8});
        }
        const std::string key = trial.text("key");
        const std::string version = version_words(trial);
        if (table.rows.empty() || table.rows.back().cells[0].text != key ||
            table.rows.back().cells[1].text != version) {
            table.rows.push_back({{{key}, {version}}});
        }
        table.rows.back().cells.push_back(trial_sign(trial));
    }
    return table;
}

report::Table beside(std::size_t width) {
    return {.columns = {{.width = width}, {}}, .overflow = report::Overflow::wrap};
}

report::Table trials_legend(const Saved& saved) {
    std::map<std::string, std::string> meanings;
    for (const Saved& trial : saved.list("trials")) {
        if (!has_passed(trial)) {
            meanings.emplace(trial_sign(trial).text,
                             describe(report::read_outcome(trial.at("client"))));
        }
    }
    report::Table table = beside(sign_width);
    for (const auto& [sign, meaning] : meanings) {
        table.rows.push_back({{{sign, Tone::fair}, {meaning}}});
    }
    table.rows.push_back(
        {{{"default"},
          {fmt::format(
              "a client that sets nothing itself{}, against the bench's server",
              speaks_for_others(saved) ? ", as other programs on this machine do" : "")}}});
    return table;
}

std::string presets_words(const Saved& presets) {
    const std::string file = presets.text("file");
    if (!presets.flag("exists")) {
        return file.empty() ? "none is read" : file + " is not there";
    }
    std::string lines;
    for (const Saved& preset : presets.list("written")) {
        lines += fmt::format("{}{} = {}", lines.empty() ? "" : ", ", preset.text("name"),
                             preset.text("value"));
    }
    return lines.empty() ? file + " presets nothing for TLS"
                         : fmt::format("{} presets {}", file, lines);
}

std::string effect_words(const Saved& presets, std::string_view who) {
    if (!presets.flag("allows_contexts")) {
        return fmt::format("so {} get no context at all; the bench's own are made without it", who);
    }
    const std::string offered = presets.text("offered");
    std::string words = fmt::format("so {} offer {} at security level {}", who,
                                    offered.empty() ? "no version of TLS" : offered,
                                    presets.number("security_level"));
    if (const auto options = presets.texts("options"); !options.empty()) {
        words += fmt::format(", with {}", fmt::join(options, ", "));
    }
    return words + "; the bench's own contexts take nothing of it";
}

std::string library_words(const Saved& tool) {
    const std::string release = tool.text("openssl");
    const auto built_with = tool.find("openssl_built_with");
    return built_with ? fmt::format("{}, built with {}", release, built_with->text()) : release;
}

std::string family_words(const Saved& tool) {
    const Saved family = tool.at("family");
    const auto profile = parse_profile(family.text());
    if (!profile) {
        family.misread("no family of OpenSSL that this program knows");
    }
    return fmt::format("{} is held against the measured cells of {}", tool.text("openssl"),
                       profile_words(*profile));
}

// Whose OpenSSL it is, where it is not the machine's shared library.
std::string origin_words(const Saved& origin) {
    const auto machine = origin.find("machine");
    std::string words = "linked into this program; ";
    if (!machine) {
        return words + "there is no openssl on PATH to ask for this machine's";
    }
    return words + (origin.flag("speaks_for_others")
                        ? "this machine's is of the same build"
                        : fmt::format("this machine's is {}, {}", machine->text("release"),
                                      machine->text("built_on")));
}

std::string loopback_words(const Saved& saved) {
    std::string words;
    for (const Saved& trial : saved.list("loopback")) {
        const std::string failure = trial.text("failure");
        words += fmt::format("{}{} {}", words.empty() ? "" : ", ", trial.text("address"),
                             failure.empty() ? "takes connections" : failure);
    }
    return words;
}

std::string state_words(const Saved& authority) {
    const std::string directory = authority.text("directory");
    return directory.empty() ? "there is no place for one"
                             : fmt::format("{} {} be used", directory,
                                           authority.text("trouble").empty() ? "can" : "cannot");
}

// 2026-11-25T04:05:06Z as people write it.
std::string clock_words(std::string now) {
    const std::size_t t = now.find('T');
    if (t != std::string::npos && now.ends_with('Z')) {
        now[t] = ' ';
        now.replace(now.size() - 1, 1, " UTC");
    }
    return now;
}

report::Table facts_table(const Saved& saved) {
    const Saved presets = saved.at("presets");
    const auto localhost = saved.texts("localhost");
    report::Table table = beside(name_width);
    const auto tell = [&table](std::string_view name, const std::string& words) {
        table.rows.push_back({{{std::string(name)}, {words}}});
    };
    tell("OpenSSL", family_words(saved.at("tool")));
    if (const auto origin = saved.find("openssl"); origin && origin->text("file").empty()) {
        tell("", origin_words(*origin));
    }
    tell("openssl.cnf", presets_words(presets));
    tell("", effect_words(presets, speaks_for_others(saved) ? "other programs"
                                                            : "programs with this OpenSSL"));
    for (const Saved& setting : saved.list("other_settings")) {
        tell(setting.text("library"),
             fmt::format("{}: {}", setting.text("source"), setting.text("setting")));
    }
    tell("clock", clock_words(saved.at("clock").text("now")));
    tell("localhost",
         localhost.empty() ? "leads nowhere" : fmt::format("{}", fmt::join(localhost, ", ")));
    tell("loopback", loopback_words(saved));
    tell("authority", state_words(saved.at("authority")));
    return table;
}

bool is_obstacle(const Saved& finding) {
    return finding.text("severity") == severity_name(Severity::obstacle);
}

void tell_findings(Document& document, const Saved& saved) {
    for (const Saved& finding : saved.list("findings")) {
        const Tone tone = is_obstacle(finding) ? Tone::bad : Tone::fair;
        const std::string problem = finding.text("problem");
        const std::string fix = finding.text("fix");
        report::Table table = beside(sign_width);
        table.rows = {{{{finding.text("severity"), tone}, {problem}}}, {{{"     fix"}, {fix}}}};
        document.add(std::move(table));
        document.items.push_back({.name = problem,
                                  .verdict = {finding.text("severity"), tone},
                                  .judgement = is_obstacle(finding) ? report::Judgement::failed
                                                                    : report::Judgement::skipped,
                                  .reason = fmt::format("{}; fix: {}", problem, fix)});
    }
}

void record_trials(Document& document, const Saved& saved) {
    document.record_heading = {"key", "version", "level", "client", "server"};
    for (const Saved& trial : saved.list("trials")) {
        document.items.push_back(
            {.record = {trial.text("key"), version_words(trial), level_words(trial, saved),
                        describe(report::read_outcome(trial.at("client"))),
                        describe(report::read_outcome(trial.at("server")))}});
    }
}

}  // namespace

Document doctor_document(boost::json::value report) {
    const Saved saved(report);
    const bool can = saved.flag("can_run_matrix");
    const Saved tool = saved.at("tool");
    Document document{.command = "doctor", .title = "tlsmatrix doctor"};
    document.summary = {
        can ? "The whole default matrix can run." : "The default matrix cannot run whole.",
        can ? Tone::good : Tone::bad};
    document.add(report::Paragraph{
        fmt::format("tlsmatrix {} with OpenSSL {}", tool.text("version"), library_words(tool))});
    document.add(trials_table(saved));
    document.add(trials_legend(saved));
    document.add(facts_table(saved));
    document.items.push_back(
        {.name = "the whole default matrix can run",
         .verdict = {can ? "passed" : "failed", document.summary.tone},
         .judgement = can ? report::Judgement::passed : report::Judgement::failed,
         .reason = can ? "" : "an obstacle is in the way"});
    tell_findings(document, saved);
    record_trials(document, saved);
    document.count_items(0);
    document.value = std::move(report.as_object());
    return document;
}

}  // namespace tlsmatrix::doctor
