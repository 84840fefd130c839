#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/account/detail/row.hpp>

namespace tlsmatrix::account {
namespace {

std::vector<Row> all_rows() {
    std::vector<Row> all = server_version_refusals();
    for (const std::vector<Row>& more :
         {server_suite_refusals(), client_refusals(), other_ends()}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

// is_plain tells that the alert which ended it came in plain text, from the other end.
bool is_plain(const View& view) {
    if (view.alert == nullptr || view.alert->sender == view.facts.own.self) {
        return false;
    }
    const auto& alerts = view.seen().alerts;
    const auto found = std::find(alerts.begin(), alerts.end(), *view.alert);
    return found != alerts.end() && found->plaintext;
}

std::optional<Sender> stopped_by(const View& view) {
    if (view.alert != nullptr) {
        return view.alert->sender;
    }
    return std::holds_alternative<Closed>(view.facts.outcome) ? std::optional(view.peer())
                                                              : std::nullopt;
}

}  // namespace

std::span<const Row> rows() {
    static const std::vector<Row> all = all_rows();
    return all;
}

const Row& first_of(std::span<const Row> rows, const View& view) {
    return *std::find_if(rows.begin(), rows.end() - 1, [&view](const Row& row) {
        return std::all_of(row.guard.begin(), row.guard.end(),
                           [&view](const Condition& each) { return each.holds(view); });
    });
}

Account of(const Facts& facts) {
    if (std::holds_alternative<Negotiated>(facts.outcome)) {
        return {};
    }
    const View view(facts);
    const Row& row = first_of(rows(), view);
    Account told{row.cause, stopped_by(view), row.tell(view),
                 row.advise == nullptr ? std::string() : row.advise(view), is_plain(view)};
    if (told.unsigned_alert && facts.goes_on_lower) {
        told.sentence += fmt::format(" (by {})", unsigned_alert_words);
    }
    return told;
}

}  // namespace tlsmatrix::account
