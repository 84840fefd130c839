// A clock that stands still until it is told to go: in this program std::chrono's steady_clock and
// system_clock are these.
//   fake_clock::advance(10s);
#pragma once

#include <chrono>

namespace tlsmatrix::fake_clock {

// advance moves both clocks forward, as time does.
void advance(std::chrono::nanoseconds duration);

// jump moves system_clock alone, either way, as a user or NTP does.
void jump(std::chrono::nanoseconds duration);

}  // namespace tlsmatrix::fake_clock
