#include <algorithm>

#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::report {
namespace {

// XML 1.0 section 2.2.
bool is_allowed(std::uint32_t character) {
    return character == '\t' || character == '\n' || character == '\r' ||
           (character >= 0x20 && character != 0xFFFE && character != 0xFFFF);
}

void append_xml_escaped(std::string& out, char letter) {
    switch (letter) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\n':  // in an attribute it would be read back as a space
            out += "&#10;";
            break;
        case '\r':
            out += "&#13;";
            break;
        default:
            out += letter;
    }
}

}  // namespace

std::string wrap(std::string_view text, std::size_t indent, std::size_t width) {
    std::string out;
    std::string line(indent, ' ');
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.size() > indent && line.size() + 1 + word.size() > width) {
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

std::string shell_word(std::string_view word) {
    if (!word.empty() && word.find_first_of(" \t\n'\"\\$&|;<>()*?") == std::string_view::npos) {
        return std::string(word);
    }
    std::string out = "'";
    for (const char letter : word) {
        out += letter == '\'' ? "'\\''" : std::string(1, letter);
    }
    return out + "'";
}

std::string xml_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const DecodedCharacter decoded = decode_utf8(text);
        if (decoded.bytes == 0 || !is_allowed(decoded.character)) {
            out += utf8_replacement;
            text.remove_prefix(std::max<std::size_t>(decoded.bytes, 1));
        } else if (decoded.bytes == 1) {
            append_xml_escaped(out, text.front());
            text.remove_prefix(1);
        } else {
            out += text.substr(0, decoded.bytes);
            text.remove_prefix(decoded.bytes);
        }
    }
    return out;
}

std::string markdown_text(std::string_view text) {
    constexpr std::string_view special = R"(\`*_{}[]<>#|~!&)";
    std::string out;
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (special.find(letter) != std::string_view::npos) {
            out += '\\';
            out += letter;
        } else {
            out += byte < 0x20 || byte == 0x7F ? ' ' : letter;
        }
    }
    return out;
}

}  // namespace tlsmatrix::report
