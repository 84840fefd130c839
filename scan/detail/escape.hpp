// Internal. Bytes from elsewhere, fit for a line of text.
#pragma once

#include <string>

#include <fmt/format.h>

namespace tlsmatrix::scan {

// escaped keeps printable ASCII; quotes, backslashes and all else become \x and two digits.
template <class Bytes>
[[nodiscard]] std::string escaped(const Bytes& bytes) {
    std::string text;
    for (const auto each : bytes) {
        const auto byte = static_cast<unsigned char>(each);
        const bool plain = byte >= 0x20 && byte < 0x7f && byte != '\'' && byte != '\\';
        text += plain ? std::string(1, static_cast<char>(byte)) : fmt::format("\\x{:02x}", byte);
    }
    return text;
}

}  // namespace tlsmatrix::scan
