#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/paint.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/report/detail/writers.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::report {
namespace {

std::string_view colour_of(Tone tone) {
    switch (tone) {
        case Tone::plain:
            break;
        case Tone::good:
            return sgr::green;
        case Tone::fair:
            return sgr::yellow;
        case Tone::bad:
            return sgr::bold_red;
        case Tone::dim:
            return sgr::dim;
        case Tone::lost:
            return sgr::magenta;
        case Tone::idle:
            return sgr::cyan;
    }
    return {};
}

std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
    }));
}

// TerminalPiece draws a block.
class TerminalPiece {
  public:
    explicit TerminalPiece(Look look) : look_(look) {}

    std::string operator()(const Heading& it) const { return printable(it.text) + "\n\n"; }
    std::string operator()(const Paragraph& it) const {
        return paragraph(it.text, it.tone, it.indent);
    }
    std::string operator()(const Table& it) const;
    std::string operator()(const List& it) const { return list(it.sign, it.sentences); }
    std::string operator()(const Lines& it) const;
    std::string operator()(const Steps& it) const;
    std::string operator()(const Problems& it) const;

    [[nodiscard]] std::string painted(const std::string& text, Tone tone) const {
        return tlsmatrix::painted(text, colour_of(tone), look_.colour && !text.empty());
    }
    [[nodiscard]] std::string paragraph(std::string_view text, Tone tone,
                                        std::size_t indent) const {
        std::string lines = wrap(printable(text), indent);
        if (!lines.empty()) {
            lines.pop_back();  // the newline stays out of the colour
            lines = painted(lines, tone) + "\n";
        }
        return lines;
    }
    [[nodiscard]] std::string list(char sign, const std::vector<std::string>& sentences) const {
        std::string out;
        for (const std::string& sentence : sentences) {
            std::string lines = wrap(printable(sentence), 2);
            if (!lines.empty()) {
                lines[0] = sign;
            }
            out += lines;
        }
        return out;
    }

  private:
    [[nodiscard]] std::string last_cell(const Words& words, std::size_t column,
                                        Overflow overflow) const;

    Look look_;
};

std::vector<std::size_t> widths_of(const Table& table) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const Column& column = table.columns[i];
        std::size_t width = std::max(column.width, width_of(column.heading.text));
        for (const Row& row : table.rows) {
            width = i < row.cells.size() ? std::max(width, width_of(printable(row.cells[i].text)))
                                         : width;
        }
        widths.push_back(width);
    }
    return widths;
}

// Columns of a terminal may need no heading.
bool has_heading(const Table& table) {
    return std::any_of(table.columns.begin(), table.columns.end(),
                       [](const Column& column) { return !column.heading.text.empty(); });
}

std::string TerminalPiece::last_cell(const Words& words, std::size_t column,
                                     Overflow overflow) const {
    constexpr std::string_view cut = "...";
    std::string text = printable(words.text);
    if (overflow == Overflow::wrap) {
        const std::string lines = wrap(text, column);
        if (lines.size() > column) {  // there is a word in it
            text = lines.substr(column, lines.size() - column - 1);
        }
    } else if (overflow == Overflow::cut && column + width_of(text) > table_width) {
        const std::size_t room = table_width - std::min(table_width, column + cut.size());
        text = as_utf8(text.substr(0, room)) + std::string(cut);
    }
    return painted(text, words.tone);
}

std::string TerminalPiece::operator()(const Table& it) const {
    const std::vector<std::size_t> widths = widths_of(it);
    std::string out;
    const auto draw = [&](const std::vector<const Words*>& cells) {
        std::string line;
        std::size_t column = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string text = printable(cells[i]->text);
            const std::size_t room = widths[i] - std::min(widths[i], width_of(text));
            if (it.columns[i].right) {
                line.append(room, ' ');
                line += painted(text, cells[i]->tone);
            } else if (i + 1 == cells.size()) {
                line += last_cell(*cells[i], column, it.overflow);
            } else {
                line += painted(text, cells[i]->tone);
                line.append(room, ' ');
            }
            line.append(i + 1 == cells.size() ? 0 : it.columns[i].gap, ' ');
            column += widths[i] + it.columns[i].gap;
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    };
    if (!it.caption.empty()) {
        out += wrap(printable(it.caption), 0) + "\n";
    }
    std::vector<const Words*> cells;
    if (has_heading(it)) {
        for (const Column& column : it.columns) {
            cells.push_back(&column.heading);
        }
        draw(cells);
    }
    for (const Row& row : it.rows) {
        cells.clear();
        for (const Words& words : row.cells) {
            cells.push_back(&words);
        }
        draw(cells);
        out += wrap(printable(row.note), it.note_indent);
    }
    return out;
}

std::string TerminalPiece::operator()(const Lines& it) const {
    std::string out = it.caption.empty() ? "" : printable(it.caption) + "\n";
    for (const std::string& line : it.lines) {
        out += it.margin + printable(line) + "\n";
    }
    return out;
}

std::string TerminalPiece::operator()(const Steps& it) const {
    std::string out;
    for (std::size_t i = 0; i < it.steps.size(); ++i) {
        fmt::format_to(std::back_inserter(out), "{:>2}. {}\n    [{}]\n", i + 1,
                       printable(it.steps[i].text), printable(it.steps[i].source));
    }
    return out;
}

std::string TerminalPiece::operator()(const Problems& it) const {
    std::string out;
    for (const Problem& problem : it.problems) {
        out += painted(printable(problem.verdict.text), problem.verdict.tone) + " " +
               printable(problem.name) + "\n";
        for (const std::string& sentence : problem.sentences) {
            out += "  " + printable(sentence) + "\n";
        }
        if (!problem.repeat.empty()) {
            out += "  repeat it: " + printable(problem.repeat) + "\n";
        }
    }
    if (it.left != 0) {
        out += fmt::format("and {} more: --format json has them all\n", it.left);
    }
    return out;
}

}  // namespace

std::string table_head(const Document& document, Look look) {
    const TerminalPiece pieces(look);
    std::string out;
    const auto add = [&out](const std::string& piece, bool apart) {
        out += (apart && !out.empty() && !piece.empty() ? "\n" : "") + piece;
    };
    for (const Block& block : document.blocks) {
        if (block.where == Where::page) {
            continue;
        }
        add(std::visit(pieces, block.content), block.apart);
    }
    add(pieces.paragraph(document.summary.text, document.summary.tone, 0), true);
    add(pieces.list('!', document.faults), false);
    return out;
}

}  // namespace tlsmatrix::report
