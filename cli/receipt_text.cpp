#include <fmt/format.h>

#include <tlsmatrix/cli/receipt_text.hpp>

namespace tlsmatrix::cli {

std::string receipt_text(const client::Receipt& receipt) {
    std::string out = fmt::format("accepts {} ({} engine)\n", receipt.allowed.wire_names(),
                                  engine_name(receipt.engine));
    for (std::size_t i = 0; i < receipt.attempts.size(); ++i) {
        const client::Attempt& attempt = receipt.attempts[i];
        const auto& hello = attempt.observation.client_hello;
        const std::string outcome = describe(attempt.outcome);
        const bool told = attempt.cause.find(outcome) != std::string::npos;
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
