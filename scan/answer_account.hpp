// Why a server did not take up a hello, as the one account tells it.
//   say(why(answer, version));   // the server answers in plain HTTP, as a port without TLS does
#pragma once

#include <cstdint>
#include <string>

#include <tlsmatrix/scan/answer.hpp>

namespace tlsmatrix::scan {

// why is the cause of an answer to a hello of this version alone; where it has none, what the
// server did.
[[nodiscard]] std::string why(const Answer& answer, std::uint16_t version);

}  // namespace tlsmatrix::scan
