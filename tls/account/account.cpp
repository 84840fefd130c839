#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/tls/account/account.hpp>
#include <tlsmatrix/tls/account/detail/row.hpp>

namespace tlsmatrix::account {
namespace {

std::vector<Row> all_rows() {
    std::vector<Row> all = later_ends();
    for (const std::vector<Row>& more :
         {server_version_refusals(), server_suite_refusals(), client_refusals(), other_ends()}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

std::optional<Sender> stopped_by(const View& view) {
    if (view.alert != nullptr) {
        return view.alert->sender;
    }
    if (std::holds_alternative<Negotiated>(view.facts.outcome)) {
        return view.facts.later == Later::closed    ? std::optional(view.peer())
               : view.facts.later == Later::stopped ? std::optional(view.facts.own.self)
                                                    : std::nullopt;
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
    if (facts.succeeded()) {
        return {};
    }
    const View view(facts);
    const Row& row = first_of(rows(), view);
    Account told{row.cause, stopped_by(view), row.tell(view),
                 row.advise == nullptr ? std::string() : row.advise(view), view.plain_alert()};
    if (told.unsigned_alert && facts.goes_on_lower) {
        told.sentence += fmt::format(" ({})", unsigned_alert_words);
    }
    return told;
}

}  // namespace tlsmatrix::account
