// Numbers, appended to a line without a detour over a string of their own.
#pragma once

#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>

#include <tlsmatrix/server/log/text_buffer.hpp>

namespace tlsmatrix::server {

inline void append_number(std::unsigned_integral auto value, TextBuffer& line) {
    constexpr std::size_t most_digits = 20;
    char* const at = line.room(most_digits);
    line.end_at(std::to_chars(at, at + most_digits, value).ptr);
}

// put_three_digits pads with zeros; of a number above 999 it puts the last three digits.
inline char* put_three_digits(char* at, unsigned value) {
    at[0] = static_cast<char>('0' + value / 100 % 10);
    at[1] = static_cast<char>('0' + value / 10 % 10);
    at[2] = static_cast<char>('0' + value % 10);
    return at + 3;
}

inline void append_three_digits(unsigned value, TextBuffer& line) {
    line.end_at(put_three_digits(line.room(3), value));
}

// append_seconds prints seconds with three decimals, cut as nginx cuts them: `0.004`. A duration
// below zero is 0.000.
inline void append_seconds(std::chrono::microseconds duration, TextBuffer& line) {
    const auto count = duration.count() < 0 ? 0 : duration.count();
    const auto milliseconds = static_cast<std::uint64_t>(count) / 1000;
    append_number(milliseconds / 1000, line);
    line += '.';
    append_three_digits(static_cast<unsigned>(milliseconds % 1000), line);
}

}  // namespace tlsmatrix::server
