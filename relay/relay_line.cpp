#include <algorithm>
#include <iterator>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/relay/relay_report.hpp>

namespace tlsmatrix::relay {
namespace {

double seconds(std::chrono::microseconds duration) {
    return std::chrono::duration<double>(duration).count();
}

}  // namespace

// The same variables as an access line's tail.
std::string line_of(const HandshakeTold& told) {
    const auto* agreed = std::get_if<Negotiated>(&told.outcome);
    const auto* refused = std::get_if<Refused>(&told.outcome);
    std::string line = fmt::format("{} {}/{} {:.3f} tls_outcome={}", told.client,
                                   agreed == nullptr ? "-" : wire_name(agreed->version),
                                   agreed == nullptr ? "-" : agreed->cipher, seconds(told.duration),
                                   outcome_name(told.outcome));
    const auto add = [&line](std::string_view text) { line += text; };
    if (refused != nullptr) {
        add(fmt::format(" tls_refused_by={} tls_alert={}", sender_name(refused->alert.sender),
                        alert_name(refused->alert.description)));
    }
    const auto& hello = told.seen.client_hello;
    const auto& choice = told.seen.server_hello;
    add(fmt::format(" tls_offered={} tls_chosen={}", hello ? hello->offered() : "-",
                    choice ? version_code_name(choice->version) : "-"));
    if (!told.told.sentence.empty()) {
        add(fmt::format(" tls_cause=\"{}\"", escaped(told.told.sentence)));
    }
    if (!told.attacked.empty()) {
        add(fmt::format(" tls_attacked=\"{}\"", fmt::join(told.attacked, "; ")));
    }
    if (!told.unseen.empty()) {
        add(fmt::format(" tls_unseen=\"{}\"", escaped(told.unseen)));
    }
    return line;
}

std::string json_line_of(const HandshakeTold& told) {
    return boost::json::serialize(handshake_json(told));
}

std::vector<std::string> story_of(const HandshakeTold& told) {
    std::vector<std::string> lines;
    for (const Passage& each : told.passages) {
        lines.push_back(
            fmt::format("  {:>8.3f} ms  {}  {}{}{} ({} bytes)", seconds(each.at) * 1'000,
                        each.from == Sender::client ? "client -->" : "<-- server", each.message,
                        each.details.empty() ? "" : ": ", each.details, each.bytes));
    }
    if (told.passages_left_out > 0) {
        lines.push_back(fmt::format("  and {} more", told.passages_left_out));
    }
    return lines;
}

}  // namespace tlsmatrix::relay
