#include <tlsmatrix/report/markdown.hpp>

namespace tlsmatrix::report {
namespace {

void append_row(std::string& out, const std::vector<std::string>& cells) {
    out += "|";
    for (const std::string& cell : cells) {
        out += " " + markdown_text(cell) + " |";
    }
    out += "\n";
}

}  // namespace

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

std::string markdown_table(const std::vector<std::string>& heading,
                           const std::vector<std::vector<std::string>>& rows) {
    std::string out;
    append_row(out, heading);
    out += "|";
    for (std::size_t i = 0; i < heading.size(); ++i) {
        out += " --- |";
    }
    out += "\n";
    for (const auto& row : rows) {
        append_row(out, row);
    }
    return out;
}

}  // namespace tlsmatrix::report
