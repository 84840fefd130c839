// The table of causes: each with its guard, its sentence and its advice. Internal.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/account/cause.hpp>
#include <tlsmatrix/tls/account/detail/view.hpp>

namespace tlsmatrix::account {

// Condition is one thing that has to be so. tests/tls/account/ takes away each of a guard's in
// turn, and a property fails.
struct Condition {
    std::string_view name;
    bool (*holds)(const View& view);
};

// Row is a cause. Its guard is all of its conditions.
struct Row {
    Cause cause;
    std::vector<Condition> guard;
    std::string (*tell)(const View& view);
    std::string (*advise)(const View& view);  // null: nothing is known to help
};

// rows are in order: the first whose guard holds is the cause. The last one holds of anything.
[[nodiscard]] std::span<const Row> rows();
[[nodiscard]] std::vector<Row> later_ends();  // they hold of every handshake that succeeded
[[nodiscard]] std::vector<Row> server_version_refusals();
[[nodiscard]] std::vector<Row> server_suite_refusals();
[[nodiscard]] std::vector<Row> client_refusals();
[[nodiscard]] std::vector<Row> other_ends();

// first_of is the row that applies.
[[nodiscard]] const Row& first_of(std::span<const Row> rows, const View& view);

}  // namespace tlsmatrix::account
