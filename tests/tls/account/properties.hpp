// What has to be so of every account, whatever the facts: held against generated observations, real
// handshakes and a fuzzer's.
//   if (auto broken = broken_property(facts, told)) FAIL() << *broken;
#pragma once

#include <optional>
#include <string>

#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::account_test {

// broken_property names the first that does not hold; nullopt where all do. It looks at the facts
// themselves and asks no guard.
[[nodiscard]] std::optional<std::string> broken_property(const account::Facts& facts,
                                                         const Account& told);

// ground is what has to be so where a cause is told.
[[nodiscard]] bool has_ground(account::Cause cause, const account::Facts& facts);
// has_later_ground is the same of a handshake that succeeded.
[[nodiscard]] bool has_later_ground(account::Cause cause, const account::Facts& facts);

}  // namespace tlsmatrix::account_test
