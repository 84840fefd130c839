#include <fmt/format.h>

#include <tlsmatrix/cli/receipt_text.hpp>

namespace tlsmatrix::cli {
namespace {

// Of an alert that anyone can have sent the cause tells only that it came, and of a timeout what
// did not come.
bool tells_outcome(const client::Attempt& attempt, const std::string& outcome) {
    const auto* refused = std::get_if<Refused>(&attempt.outcome);
    return attempt.cause.find(outcome) != std::string::npos ||
           (refused != nullptr &&
            attempt.cause.starts_with(alert_name(refused->alert.description))) ||
           (std::holds_alternative<TimedOut>(attempt.outcome) && !attempt.cause.empty());
}

}  // namespace

std::string receipt_text(const client::Receipt& receipt) {
    std::string out = fmt::format("accepts {} ({} engine)\n", receipt.allowed.wire_names(),
                                  engine_name(receipt.engine));
    for (std::size_t i = 0; i < receipt.attempts.size(); ++i) {
        const client::Attempt& attempt = receipt.attempts[i];
        const auto& hello = attempt.observation.client_hello;
        const std::string outcome = describe(attempt.outcome);
        const bool told = tells_outcome(attempt, outcome);
        fmt::format_to(std::back_inserter(out), "attempt {}: offered {}: {}{}{}\n", i + 1,
                       hello ? hello->offered() : "nothing", told ? "" : outcome,
                       told || attempt.cause.empty() ? "" : ": ", attempt.cause);
    }
    for (const std::string& warning : receipt.warnings()) {
        out += fmt::format("warning: {}\n", warning);
    }
    return out;
}

}  // namespace tlsmatrix::cli
