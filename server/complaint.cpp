#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include <tlsmatrix/server/complaint.hpp>

namespace tlsmatrix::server {

void report_to_standard_error(std::string_view message) {
    // Not fmt::print, which throws where stderr is gone.
    std::fputs(fmt::format("tlsmatrix: {}\n", message).c_str(), stderr);
}

Complaint::Complaint(Reporter reporter) : reporter_(std::move(reporter)) {}

bool Complaint::say(std::string_view message) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) {
        return false;
    }
    next_ = now + std::chrono::seconds(1);
    reporter_(message);
    return true;
}

}  // namespace tlsmatrix::server
