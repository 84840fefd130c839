// When certificates begin and end.
//   Ca::create(KeyType::rsa, current_time() + std::chrono::days(400));
#pragma once

#include <chrono>

namespace tlsmatrix::certs {

// TimePoint is UTC in whole seconds, the grain of a certificate (RFC 5280 section 4.1.2.5).
using TimePoint = std::chrono::sys_seconds;

// current_time is the system clock's. Everything that depends on the time takes it as an argument
// with this default, so that tests can be in another year.
[[nodiscard]] inline TimePoint current_time() {
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// Validity is the time in which a certificate may be used. RFC 5280 section 4.1.2.5 includes both
// ends, but OpenSSL counts the last second as past already, and so does contains.
struct Validity {
    TimePoint not_before;
    TimePoint not_after;

    [[nodiscard]] constexpr bool contains(TimePoint time) const {
        return not_before <= time && time < not_after;
    }
};

// backdating lets a peer accept a certificate made just now whose clock is behind by up to a month,
// and this machine one that it made while its own clock was ahead.
inline constexpr std::chrono::days backdating{30};
inline constexpr std::chrono::days ca_lifetime{365};

}  // namespace tlsmatrix::certs
