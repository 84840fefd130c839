#include <fmt/format.h>

#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::matrix {
namespace {

using report::Item;
using report::Judgement;
using report::Tone;

// A cell that was not run is an error, never a skip: what nobody looked at did not pass.
Judgement judgement_of(const CellResult& result) {
    if (result.waived) {
        return Judgement::skipped;
    }
    switch (result.verdict) {
        case Verdict::passed:
            return Judgement::passed;
        case Verdict::predicted:
        case Verdict::observed:
            return Judgement::skipped;
        case Verdict::failed:
            return Judgement::failed;
        case Verdict::unsupported:
        case Verdict::broken:
            break;
    }
    return Judgement::error;
}

std::string reason_of(const CellResult& result) {
    if (result.waived) {
        return fmt::format("{}, waived: {}", verdict_name(result.verdict), *result.waived);
    }
    if (result.verdict == Verdict::predicted) {
        return "predicted alone, not driven";
    }
    if (result.verdict == Verdict::passed) {
        return {};
    }
    std::string reason =
        result.verdict == Verdict::failed
            ? result.explanation
            : fmt::format("{}: {}", verdict_name(result.verdict), result.explanation);
    for (const std::string& cause : result.causes) {
        reason += "\n" + cause;
    }
    return reason + "\nrepeat it: " + repeat_command(result);
}

// The place of the first expectation that was not met: its sentence begins with it.
std::string expectation_place(const CellResult& result) {
    return result.unmet.empty()
               ? std::string()
               : result.unmet.front().substr(0, result.unmet.front().find(" expects "));
}

std::string sight_words(const Sight& sight, std::string_view nothing) {
    return sight ? describe(*sight) : std::string(nothing);
}

std::string program_words(const Program& program) {
    std::string words = program.url;
    for (const std::string& argument : program.command) {
        words += (words.empty() ? "" : " ") + report::shell_word(argument);
    }
    return words;
}

std::string expected_words(const CellResult& result) {
    return result.cell.is_predicted() ? describe(result.expected.client) : "";
}

std::string_view unseen(const End& end) {
    return end.program() == nullptr ? "saw nothing" : "is a program, which tells nothing";
}

std::string engine_words(const End& end) {
    return std::string(end.program() == nullptr ? engine_name(end.engine) : "program");
}

std::string axes_words(const Cell& cell) {
    std::string text;
    for (const auto& [name, value] : cell.axes) {
        text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
    }
    return text;
}

std::vector<report::Fact> facts_of(const CellResult& result) {
    std::vector<report::Fact> facts;
    if (!result.explanation.empty()) {
        facts.push_back({result.verdict == Verdict::observed ? "what came of it" : "what is wrong",
                         result.explanation});
    }
    for (const std::string& cause : result.causes) {
        facts.push_back({"why", cause});
    }
    if (result.waived) {
        facts.push_back({"waived", *result.waived});
    }
    for (const auto& [end, words] : {std::pair{&result.cell.client, "the client is"},
                                     std::pair{&result.cell.server, "the server is"}}) {
        if (const Program* program = (*end).program()) {
            facts.push_back({words, program_words(*program), true});
        }
    }
    facts.push_back({"expected", result.cell.is_predicted() ? expected_words(result)
                                                            : "nothing is predicted of it"});
    facts.push_back({"the client saw", sight_words(result.client, unseen(result.cell.client))});
    facts.push_back({"the server saw", sight_words(result.server, unseen(result.cell.server))});
    if (!result.client_ended.empty()) {
        facts.push_back({"the client ended with", result.client_ended});
    }
    for (std::size_t i = 0; i < result.attempts.size(); ++i) {
        const client::Attempt& attempt = result.attempts[i];
        const auto& hello = attempt.observation.client_hello;
        facts.push_back(
            {fmt::format("attempt {}", i + 1),
             fmt::format("the hello offered {}: {}", hello ? hello->offered() : "nothing",
                         describe(attempt.outcome))});
    }
    facts.push_back({"repeat it", repeat_command(result), true});
    if (const auto openssl = repeat_with_openssl(result.cell)) {
        facts.push_back({"with OpenSSL's tools", openssl->server, true});
        facts.push_back({"", openssl->client, true});
    }
    return facts;
}

std::vector<report::Step> steps_of(const Negotiation& negotiation) {
    std::vector<report::Step> steps;
    for (const Step& step : negotiation.steps) {
        steps.push_back({std::string(step.text), std::string(step.source)});
    }
    return steps;
}

std::vector<std::string> record_of(const CellResult& result) {
    const Cell& cell = result.cell;
    return {cell.id(),
            cell.client.versions.str(),
            engine_words(cell.client),
            cell.server.versions.str(),
            engine_words(cell.server),
            axes_words(cell),
            expected_words(result),
            sight_words(result.client, ""),
            sight_words(result.server, ""),
            std::string(verdict_name(result.verdict)),
            result.waived.value_or(""),
            result.explanation,
            repeat_command(result)};
}

}  // namespace

Item cell_item(const CellResult& result) {
    return {.name = result.cell.id(),
            .verdict = {std::string(verdict_name(result.verdict)),
                        is_problem(result) ? Tone::bad : Tone::good},
            .judgement = judgement_of(result),
            .reason = reason_of(result),
            .place = expectation_place(result),
            .facts = facts_of(result),
            .steps = steps_of(result.expected),
            .record = record_of(result),
            .value = cell_json(result)};
}

}  // namespace tlsmatrix::matrix
