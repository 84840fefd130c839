#include <algorithm>
#include <variant>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/matrix/judge.hpp>
#include <tlsmatrix/peers/program_verdict.hpp>

namespace tlsmatrix::peers {
namespace {

using check::Ending;
using matrix::CellResult;
using matrix::Verdict;

// What says nothing of TLS: the bench, or the command, is at fault.
bool says_nothing(Ending ending) {
    return ending == Ending::never_connected || ending == Ending::before_hello ||
           ending == Ending::not_tls || ending == Ending::hung;
}

void take_sights(CellResult& result, const check::TrialFacts& facts,
                 const check::TrialVerdict& verdict) {
    for (const check::ConnectionSight& sight : facts.connections) {
        client::Attempt attempt;
        attempt.outcome = sight.outcome;
        attempt.observation = sight.observation;
        result.attempts.push_back(std::move(attempt));
    }
    if (verdict.connection) {
        result.server = facts.connections[*verdict.connection].outcome;
    }
}

// A client may connect more than once: what any of its handshakes came to counts.
std::string other_version(const CellResult& result, const ProtocolVersion* expected) {
    for (const client::Attempt& attempt : result.attempts) {
        const auto* negotiated = std::get_if<Negotiated>(&attempt.outcome);
        if (negotiated != nullptr && (expected == nullptr || negotiated->version != *expected)) {
            return fmt::format("{} negotiated {}, too", result.cell.client.name(),
                               wire_name(negotiated->version));
        }
    }
    return {};
}

// What the program is said to enable holds of each of its hellos, chosen or refused.
std::string other_offer(const CellResult& result) {
    const matrix::End& client = result.cell.client;
    for (const client::Attempt& attempt : result.attempts) {
        const auto& hello = attempt.observation.client_hello;
        const VersionSet others =
            hello ? hello->offered_versions() - client.versions : VersionSet();
        if (!others.empty()) {
            return fmt::format("{} offered {}, which is not among its versions ({})", client.name(),
                               hello->offered_words(), client.versions.wire_names());
        }
    }
    return {};
}

// Whether what came is what was predicted: empty, or what is wrong.
std::string mismatch(const CellResult& result, const check::TrialVerdict& verdict) {
    const matrix::End& client = result.cell.client;
    const auto* version = std::get_if<ProtocolVersion>(&result.expected.server);
    if (version == nullptr) {
        return verdict.ending == Ending::refused
                   ? other_version(result, nullptr)
                   : fmt::format(
                         "{} was to be refused for its version, or to refuse; that is not "
                         "what it came to: {}",
                         client.name(), verdict.sentence);
    }
    const bool is_enough =
        verdict.ending == Ending::served ||
        (verdict.ending == Ending::no_request && client.program()->handshake_is_enough);
    return is_enough && verdict.version == *version
               ? other_version(result, version)
               : fmt::format("{} was to negotiate {}{}: {}", client.name(), wire_name(*version),
                             client.program()->handshake_is_enough ? "" : " and to send a request",
                             verdict.sentence);
}

bool is_about_version(const CellResult& result) {
    const auto* refused = result.client ? std::get_if<Refused>(&*result.client) : nullptr;
    return refused != nullptr && (refused->alert.description == alert_code::protocol_version ||
                                  matrix::as_predicted(result.expected.client, result.client));
}

// Whether what our client saw is what was predicted: empty, or what is wrong.
std::string server_mismatch(const CellResult& result, const client::Outcome& outcome,
                            const std::string& told) {
    const matrix::End& server = result.cell.server;
    const auto* version = std::get_if<ProtocolVersion>(&result.expected.client);
    if (version == nullptr) {
        return is_about_version(result)
                   ? std::string()
                   : fmt::format(
                         "{} was to be refused for its version, or to refuse; that is not "
                         "what it came to: {}",
                         server.name(), told);
    }
    const bool is_enough = outcome.has_value() || server.program()->handshake_is_enough;
    return is_enough && matrix::as_predicted(result.expected.client, result.client)
               ? std::string()
               : fmt::format("{} was to negotiate {}{}: {}", server.name(), wire_name(*version),
                             server.program()->handshake_is_enough ? "" : " and to answer", told);
}

}  // namespace

std::string last_words(const std::string& output) {
    constexpr std::size_t max_bytes = 200;
    const auto end = output.find_last_not_of(" \t\r\n");
    if (end == std::string::npos) {
        return {};
    }
    const auto before = output.find_last_of("\r\n", end);
    const auto begin = before == std::string::npos ? 0 : before + 1;
    return fmt::format(". Its last line: {}",
                       printable(output.substr(begin, std::min(end + 1 - begin, max_bytes))));
}

void judge_client(CellResult& result, const check::TrialFacts& facts) {
    const check::TrialVerdict verdict = check::judge(facts);
    const std::string_view name = result.cell.client.name();
    take_sights(result, facts, verdict);
    result.client_ended = check::describe(facts.child.exit);
    if (facts.child.exit.status == cannot) {
        result.verdict = Verdict::unsupported;
        result.explanation = fmt::format("{} says that it cannot do this (exit {})", name, cannot);
        return;
    }
    if (says_nothing(verdict.ending)) {
        result.verdict = Verdict::broken;
        result.explanation =
            fmt::format("{}: {} ({}){}", name, verdict.sentence, check::describe(facts.child.exit),
                        last_words(facts.child.output));
        return;
    }
    if (!result.cell.is_predicted()) {
        result.verdict = Verdict::observed;
        result.explanation = fmt::format("{}: {}", name, verdict.sentence);
        return;
    }
    result.explanation = mismatch(result, verdict);
    if (result.explanation.empty()) {
        result.explanation = other_offer(result);
    }
    result.as_predicted = result.explanation.empty();
    result.verdict = result.as_predicted ? Verdict::passed : Verdict::failed;
}

void judge_server(CellResult& result, const client::Outcome& outcome) {
    const std::string_view name = result.cell.server.name();
    const client::Receipt& receipt = outcome ? outcome->receipt : outcome.error().receipt;
    const std::string told =
        outcome ? describe(receipt.attempts.back().outcome) : outcome.error().message;
    result.attempts = receipt.attempts;
    if (!result.attempts.empty()) {
        result.client = result.attempts.back().outcome;
    }
    if (!result.client || std::holds_alternative<TimedOut>(*result.client)) {
        result.verdict = Verdict::broken;
        result.explanation = fmt::format("{}: {}", name, told);
        return;
    }
    if (!result.cell.is_predicted()) {
        result.verdict = Verdict::observed;
        result.explanation = fmt::format("{}: {}", name, told);
        return;
    }
    result.explanation = server_mismatch(result, outcome, told);
    result.as_predicted = result.explanation.empty();
    result.verdict = result.as_predicted ? Verdict::passed : Verdict::failed;
}

}  // namespace tlsmatrix::peers
