#include "server/complaint.hpp"

#include <cstdio>

#include <fmt/format.h>

namespace tlsmatrix::server {

bool Complaint::say(std::string_view message) {
    const auto now = std::chrono::steady_clock::now();
    if (now < next_) {
        return false;
    }
    next_ = now + std::chrono::seconds(1);
    // Not fmt::print, which throws where stderr is gone.
    std::fputs(fmt::format("tlsmatrix: {}\n", message).c_str(), stderr);
    return true;
}

}  // namespace tlsmatrix::server
