// What a scan sees beside its probes: a verdict and a few words each.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/scan/behaviour.hpp>

namespace tlsmatrix::scan {

struct Report;

// Closing is what a server did about a close_notify behind a whole handshake. Whoever has a TLS
// library looks: a scan has none.
struct Closing {
    std::uint16_t version = 0;  // of that handshake
    bool closed = false;        // it closed, or said that it would
};

// Finding is one row. A value.
struct Finding {
    std::string_view name;
    Verdict verdict = Verdict::untested;
    std::string words;
};

// findings_of are all, in the order in which they are told.
[[nodiscard]] std::vector<Finding> findings_of(const Report& report);

}  // namespace tlsmatrix::scan
