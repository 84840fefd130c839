// How a server that was scanned closes: the one handshake of a scan that is finished.
#pragma once

#include <chrono>
#include <optional>

#include <tlsmatrix/scan/scan_report.hpp>

namespace tlsmatrix::cli {

// closing_of shakes hands with it, at 1.2 where it supports that, and says close_notify; nullopt
// where no handshake came about.
[[nodiscard]] std::optional<scan::Closing> closing_of(const scan::Report& report,
                                                      std::chrono::duration<double> patience);

}  // namespace tlsmatrix::cli
