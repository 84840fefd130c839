#include <algorithm>
#include <array>

#include <tlsmatrix/base/utf8.hpp>

namespace tlsmatrix {
namespace {

std::size_t length_told_by(unsigned char first) {
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC0 && first < 0xE0) {
        return 2;
    }
    if (first >= 0xE0 && first < 0xF0) {
        return 3;
    }
    return first >= 0xF0 && first < 0xF8 ? 4 : 0;
}

bool is_character(std::uint32_t code, std::size_t bytes) {
    constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = code >= 0xD800 && code < 0xE000;
    return code >= least[bytes] && code <= 0x10FFFF && !surrogate;
}

// mended is the text with each byte that belongs to no character put by `append_stray`.
template <class AppendStray>
std::string mended(std::string_view text, AppendStray append_stray) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t bytes = decode_utf8(text).bytes;
        if (bytes == 0) {
            append_stray(out, static_cast<unsigned char>(text.front()));
        } else {
            out += text.substr(0, bytes);
        }
        text.remove_prefix(std::max<std::size_t>(bytes, 1));
    }
    return out;
}

}  // namespace

DecodedCharacter decode_utf8(std::string_view text) {
    if (text.empty()) {
        return {};
    }
    const auto first = static_cast<unsigned char>(text.front());
    const std::size_t bytes = length_told_by(first);
    if (bytes == 0 || text.size() < bytes) {
        return {};
    }
    std::uint32_t code = bytes == 1 ? first : first & (0x7FU >> bytes);
    for (std::size_t at = 1; at < bytes; ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if ((byte & 0xC0) != 0x80) {
            return {};
        }
        code = code << 6 | (byte & 0x3FU);
    }
    return is_character(code, bytes) ? DecodedCharacter{code, bytes} : DecodedCharacter{};
}

std::string as_utf8(std::string_view text) {
    return mended(text, [](std::string& out, unsigned char) { out += utf8_replacement; });
}

std::string utf8_or_latin1(std::string_view text) {
    return mended(text, [](std::string& out, unsigned char byte) {
        out += static_cast<char>(0xC0 | byte >> 6);
        out += static_cast<char>(0x80 | (byte & 0x3F));
    });
}

}  // namespace tlsmatrix
