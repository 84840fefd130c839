// Numbers, appended to a line without a detour over a string of their own.
#pragma once

#include <array>
#include <charconv>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tlsmatrix::server {

// append_up_to appends the characters from `begin` to `end`: std::string's own append of a range is
// three times as slow as that of a count.
inline void append_up_to(const char* begin, const char* end, std::string& line) {
    line.append(begin, static_cast<std::size_t>(end - begin));
}

inline void append_number(std::unsigned_integral auto value, std::string& line) {
    std::array<char, 20> digits;
    append_up_to(digits.data(), std::to_chars(digits.begin(), digits.end(), value).ptr, line);
}

// put_three_digits pads with zeros; of a number above 999 it puts the last three digits.
inline char* put_three_digits(char* at, unsigned value) {
    at[0] = static_cast<char>('0' + value / 100 % 10);
    at[1] = static_cast<char>('0' + value / 10 % 10);
    at[2] = static_cast<char>('0' + value % 10);
    return at + 3;
}

inline void append_three_digits(unsigned value, std::string& line) {
    std::array<char, 3> digits;
    append_up_to(digits.data(), put_three_digits(digits.data(), value), line);
}

// append_seconds prints seconds with three decimals, cut as nginx cuts them: `0.004`. A duration
// below zero is 0.000.
inline void append_seconds(std::chrono::microseconds duration, std::string& line) {
    const auto count = duration.count() < 0 ? 0 : duration.count();
    const auto milliseconds = static_cast<std::uint64_t>(count) / 1000;
    std::array<char, 24> text;
    char* end = std::to_chars(text.begin(), text.begin() + 20, milliseconds / 1000).ptr;
    *end++ = '.';
    end = put_three_digits(end, static_cast<unsigned>(milliseconds % 1000));
    append_up_to(text.data(), end, line);
}

}  // namespace tlsmatrix::server
