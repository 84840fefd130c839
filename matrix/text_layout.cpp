#include "matrix/text_layout.hpp"

#include <fmt/format.h>

namespace tlsmatrix::matrix {

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
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if ((byte < 0x20 && letter != '\n' && letter != '\t') || byte == 0x7F) {
            fmt::format_to(std::back_inserter(out), "\\x{:02X}", byte);
        } else {
            out += letter;
        }
    }
    return out;
}

}  // namespace tlsmatrix::matrix
