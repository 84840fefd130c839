// A client's receipt for people.
#pragma once

#include <string>

#include <tlsmatrix/client/receipt.hpp>

namespace tlsmatrix::cli {

// receipt_text has a line for the policy and one for each attempt.
[[nodiscard]] std::string receipt_text(const client::Receipt& receipt);

}  // namespace tlsmatrix::cli
