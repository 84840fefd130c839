// When certificates begin and end.
//   Authority::create(KeyType::rsa, current_time() + std::chrono::days(400));
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

// backdating lets a peer whose clock is behind by up to a day accept a certificate made just now.
inline constexpr std::chrono::hours backdating{24};
inline constexpr std::chrono::days authority_lifetime{365};
inline constexpr std::chrono::days leaf_lifetime{7};

}  // namespace tlsmatrix::certs
