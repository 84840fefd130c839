#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/matrix/judge.hpp>

namespace tlsmatrix::matrix {
namespace {

std::string saw(const Sight& sight) {
    return sight ? describe(*sight) : "saw nothing";
}

std::string end_mismatch(std::string_view end, const Prediction& expected, const Sight& sight) {
    if (as_predicted(expected, sight)) {
        return {};
    }
    return fmt::format("the {} was to see: {}; it saw: {}. ", end, describe(expected), saw(sight));
}

std::string attempts_mismatch(const CellResult& result) {
    const auto& expected = result.expected.attempts;
    const auto& made = result.attempts;
    bool same = expected.size() == made.size();
    // Where an end has no hello to send, none was seen.
    // OpenSSL's own client hands libssl the whole set, and the hello tells what it made of it.
    for (std::size_t i = 0; same && i < made.size(); ++i) {
        const auto& hello = made[i].observation.client_hello;
        same = (hello ? hello->highest_offered() : std::nullopt) == expected[i].offered.highest() &&
               as_predicted(expected[i].outcome, made[i].outcome);
    }
    return same ? std::string()
                : fmt::format(
                      "{} attempts were to be made, and {} were, or not with those offers "
                      "and ends. ",
                      expected.size(), made.size());
}

// Both ends must have the same cipher suite, or one of them tells a lie.
std::string cipher_mismatch(const CellResult& result) {
    const auto* client = result.client ? std::get_if<Negotiated>(&*result.client) : nullptr;
    const auto* server = result.server ? std::get_if<Negotiated>(&*result.server) : nullptr;
    if (client == nullptr || server == nullptr || client->cipher == server->cipher) {
        return {};
    }
    return fmt::format("the client says {} and the server {}. ", client->cipher, server->cipher);
}

std::string resumption_mismatch(const CellResult& result) {
    std::string told;
    for (const auto& [end, sight] :
         {std::pair{"client", &result.client}, std::pair{"server", &result.server}}) {
        const auto* negotiated = *sight ? std::get_if<Negotiated>(&**sight) : nullptr;
        if (negotiated != nullptr && negotiated->resumed != result.expected.resumed) {
            told += fmt::format("the {} {} a session, which was not to be. ", end,
                                negotiated->resumed ? "resumed" : "did not resume");
        }
    }
    return told;
}

// A cell that names a suite negotiates that one, or nothing.
std::string suite_mismatch(const CellResult& result) {
    const auto& axes = result.cell.axes;
    const auto named = std::find_if(axes.begin(), axes.end(),
                                    [](const auto& axis) { return axis.first == "cipher"; });
    const auto* client = result.client ? std::get_if<Negotiated>(&*result.client) : nullptr;
    if (named == axes.end() || client == nullptr || client->cipher == named->second) {
        return {};
    }
    return fmt::format("the cipher suite was to be {}; it was {}. ", named->second, client->cipher);
}

}  // namespace

bool as_predicted(const Prediction& prediction, const Sight& sight) {
    if (!sight) {
        return false;
    }
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        const auto* negotiated = std::get_if<Negotiated>(&*sight);
        return negotiated != nullptr && negotiated->version == *version;
    }
    const auto* refused = std::get_if<Refused>(&*sight);
    return refused != nullptr && refused->alert == std::get<Alert>(prediction);
}

std::string early_server_mismatch(const CellResult& result, std::size_t attempt) {
    const auto& expected = result.expected.attempts;
    if (attempt >= expected.size() || as_predicted(expected[attempt].outcome, result.server)) {
        return {};
    }
    return fmt::format("the server did not see attempt {} end as expected. ", attempt + 1);
}

std::vector<std::string> causes_of(const CellResult& result) {
    std::vector<std::string> causes;
    for (const client::Attempt& attempt : result.attempts) {
        if (!attempt.cause.empty()) {
            causes.push_back(fmt::format("The client's own account: {}.", attempt.cause));
        }
    }
    if (!result.expected.steps.empty()) {
        const Step& step = result.expected.steps.back();
        causes.push_back(fmt::format("The rule: {} [{}].", step.text, step.source));
    }
    return causes;
}

void judge(CellResult& result, const std::string& request_problem) {
    std::string problems = end_mismatch("client", result.expected.client, result.client) +
                           end_mismatch("server", result.expected.server, result.server) +
                           attempts_mismatch(result) + cipher_mismatch(result) +
                           resumption_mismatch(result) + suite_mismatch(result) + request_problem;
    if (problems.ends_with(' ')) {
        problems.pop_back();
    }
    result.as_predicted = problems.empty();
    result.verdict = problems.empty() ? Verdict::passed : Verdict::failed;
    result.explanation = std::move(problems);
}

}  // namespace tlsmatrix::matrix
