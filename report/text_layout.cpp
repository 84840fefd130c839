#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::report {
namespace {

// C0, DEL and C1, by which terminals are driven (ECMA-48).
bool is_control(std::uint32_t character) {
    return (character < 0x20 && character != '\n' && character != '\t') ||
           (character >= 0x7F && character < 0xA0);
}

}  // namespace

std::string wrap(std::string_view text, std::size_t indent) {
    std::string out;
    std::string line(indent, ' ');
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.size() > indent && line.size() + 1 + word.size() > table_width) {
            out += line + "\n";
            line.assign(indent, ' ');
        }
        if (line.size() > indent) {
            line += ' ';
        }
        line += word;
    }
    return line.size() > indent ? out + line + "\n" : out;
}

std::string printable(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const DecodedCharacter decoded = decode_utf8(text);
        const std::string_view bytes = text.substr(0, std::max<std::size_t>(decoded.bytes, 1));
        if (decoded.bytes > 0 && is_control(decoded.character)) {
            for (const char byte : bytes) {
                fmt::format_to(std::back_inserter(out), "\\x{:02X}",
                               static_cast<unsigned char>(byte));
            }
        } else {
            out += bytes;
        }
        text.remove_prefix(bytes.size());
    }
    return out;
}

}  // namespace tlsmatrix::report
