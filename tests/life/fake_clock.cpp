#include "tests/life/fake_clock.hpp"

#include <atomic>
#include <ctime>

namespace tlsmatrix::fake_clock {
namespace {

std::int64_t real_seconds() {
    return static_cast<std::int64_t>(::time(nullptr));
}

constexpr std::int64_t nanoseconds_of_second = 1'000'000'000;

std::atomic<std::int64_t> steady{1'000 * nanoseconds_of_second};
std::atomic<std::int64_t> ahead{0};
const std::int64_t begun = real_seconds() * nanoseconds_of_second;

}  // namespace

void advance(std::chrono::nanoseconds duration) {
    steady += duration.count();
    ahead += duration.count();
}

void jump(std::chrono::nanoseconds duration) {
    ahead += duration.count();
}

}  // namespace tlsmatrix::fake_clock

// These take the place of libstdc++'s for all of this program.
namespace std::chrono {
inline namespace _V2 {

steady_clock::time_point steady_clock::now() noexcept {
    return time_point(duration(tlsmatrix::fake_clock::steady.load()));
}

system_clock::time_point system_clock::now() noexcept {
    return time_point(duration(tlsmatrix::fake_clock::begun + tlsmatrix::fake_clock::ahead.load()));
}

}  // namespace _V2
}  // namespace std::chrono
