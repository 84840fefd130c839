// A check beside a saved one: what is worse than it was.
//   report.unmet = worse_than(report::Saved(json), report).value();
#pragma once

#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::check {

// worse_than has a sentence for each version that worked and does not any more, that was refused
// and is not known to be any more, and for each attack after which less is offered than it was.
// What got better is nothing. An Error where the other is no report of check, or counts something
// else as accepted.
[[nodiscard]] Result<std::vector<Unmet>> worse_than(const report::Saved& baseline,
                                                    const Report& report);

}  // namespace tlsmatrix::check
