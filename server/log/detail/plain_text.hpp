// Text that needs no escaping, found while it is copied. Internal.
//   if (char* const end = copy_plain(value, line.room(value.size()))) line.end_at(end);
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace tlsmatrix::server {

// is_plain tells whether a byte stands for itself wherever it is escaped: printable ASCII but
// quotes and backslashes.
constexpr bool is_plain(char byte) {
    return byte >= ' ' && byte < 0x7F && byte != '"' && byte != '\\';
}

namespace plain_text {

// Block is sixteen bytes that are looked at all at once. Signed, so that what is not ASCII is below
// a space.
using Byte = signed char;
using Block = Byte __attribute__((vector_size(16)));
using Halves = std::uint64_t __attribute__((vector_size(16)));

// special has bits set where a byte is not is_plain.
inline Block special(Block bytes) {
    return (bytes < Byte{' '}) | (bytes == Byte{'"'}) | (bytes == Byte{'\\'}) |
           (bytes == Byte{0x7F});
}

// copy copies as many bytes as T has, and returns them.
template <class T>
T copy(const char* from, char* into) {
    T bytes;
    std::memcpy(&bytes, from, sizeof bytes);
    std::memcpy(into, &bytes, sizeof bytes);
    return bytes;
}

}  // namespace plain_text

// copy_plain copies a value and returns its end. It is nullptr, and what was copied is of no use,
// where a byte of it is not is_plain; and for values shorter than four bytes, where to look byte by
// byte is as good. `into` has room for all of it.
[[nodiscard, gnu::always_inline]] inline char* copy_plain(std::string_view value, char* into) {
    using namespace plain_text;
    const char* const from = value.data();
    const std::size_t size = value.size();
    Block marks{};
    if (size >= 16) {
        marks = special(copy<Block>(from + size - 16, into + size - 16));
        for (std::size_t at = 0; at < size - 16; at += 16) {
            marks |= special(copy<Block>(from + at, into + at));
        }
    } else if (size >= 8) {
        const auto first = copy<std::uint64_t>(from, into);
        const auto last = copy<std::uint64_t>(from + size - 8, into + size - 8);
        marks = special(Block(Halves{first, last}));
    } else if (size >= 4) {
        const auto first = copy<std::uint32_t>(from, into);
        const auto last = copy<std::uint32_t>(from + size - 4, into + size - 4);
        marks = special(Block(Halves{} + (std::uint64_t{first} << 32 | last)));
    } else {
        return nullptr;
    }
    const Halves found = Halves(marks);
    return (found[0] | found[1]) == 0 ? into + size : nullptr;
}

}  // namespace tlsmatrix::server
