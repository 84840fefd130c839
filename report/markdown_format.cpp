#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/report/detail/writers.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::report {
namespace {

using Texts = std::vector<std::string>;

std::string markdown_row(const Texts& cells) {
    std::string out = "|";
    for (const std::string& cell : cells) {
        out += " " + cell + " |";
    }
    return out + "\n";
}

std::string table_cell(std::string_view text) {
    const std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
    text.remove_prefix(begin);  // what aligns it in a terminal
    return markdown_text(text);
}

// Fenced by more backticks than any of the lines has.
std::string fenced(const Texts& lines) {
    std::string fence = "```";
    for (const std::string& line : lines) {
        while (line.find(fence) != std::string::npos) {
            fence += '`';
        }
    }
    std::string out = fence + "\n";
    for (const std::string& line : lines) {
        out += printable(line) + "\n";
    }
    return out + fence + "\n";
}

// A text with a backtick is put between two.
std::string code(std::string_view text) {
    const std::string_view fence = text.find('`') == std::string_view::npos ? "`" : "``";
    const std::string_view gap = fence.size() == 1 ? "" : " ";
    return fmt::format("{0}{1}{2}{1}{0}", fence, gap, printable(text));
}

std::string bullets(const Texts& sentences) {
    std::string out;
    for (const std::string& sentence : sentences) {
        out += "- " + markdown_text(sentence) + "\n";
    }
    return out;
}

struct MarkdownPiece {
    std::string operator()(const Heading& it) const {
        return "#### " + markdown_text(it.text) + "\n";
    }
    std::string operator()(const Paragraph& it) const { return markdown_text(it.text) + "\n"; }
    std::string operator()(const Table& it) const {
        const bool noted = !it.note_heading.empty();
        Texts cells;
        Texts rule;
        for (const Column& column : it.columns) {
            cells.push_back(table_cell(on_a_page(column.heading)));
            rule.emplace_back("---");
        }
        if (noted) {
            cells.push_back(markdown_text(it.note_heading));
            rule.emplace_back("---");
        }
        std::string out = it.caption.empty() ? "" : "**" + markdown_text(it.caption) + "**\n\n";
        out += markdown_row(cells) + markdown_row(rule);
        for (const Row& row : it.rows) {
            cells.clear();
            for (const Words& words : row.cells) {
                cells.push_back(table_cell(on_a_page(words)));
            }
            if (noted) {
                cells.push_back(markdown_text(row.note));
            }
            out += markdown_row(cells);
        }
        return out;
    }
    std::string operator()(const List& it) const { return bullets(it.sentences); }
    std::string operator()(const Lines& it) const {
        return (it.caption.empty() ? "" : markdown_text(it.caption) + "\n\n") + fenced(it.lines);
    }
    std::string operator()(const Steps& it) const {
        std::string out;
        for (std::size_t i = 0; i < it.steps.size(); ++i) {
            fmt::format_to(std::back_inserter(out), "{}. {} ({})\n", i + 1,
                           markdown_text(it.steps[i].text), markdown_text(it.steps[i].source));
        }
        return out;
    }
    // As many as CI systems show of a job without a click.
    std::string operator()(const Problems& it) const {
        std::string out;
        for (const Problem& problem : it.problems) {
            fmt::format_to(std::back_inserter(out), "- {} {}: {}\n", problem.verdict.text,
                           code(problem.name),
                           markdown_text(fmt::format("{}", fmt::join(problem.sentences, " "))));
            if (!problem.repeat.empty()) {
                fmt::format_to(std::back_inserter(out), "  {}\n", code(problem.repeat));
            }
        }
        if (it.left != 0) {
            fmt::format_to(std::back_inserter(out), "- and {} more\n", it.left);
        }
        return out;
    }
};

}  // namespace

std::string markdown_head(const Document& document, Look) {
    std::string out = "### " + markdown_text(document.title) + "\n";
    if (!document.summary.text.empty()) {
        out += "\n" + markdown_text(on_a_page(document.summary)) + "\n";
    }
    if (!document.faults.empty()) {
        out += "\n" + bullets(document.faults);
    }
    for (const Block& block : document.blocks) {
        if (block.where == Where::terminal) {
            continue;
        }
        const std::string piece = std::visit(MarkdownPiece{}, block.content);
        out += piece.empty() ? piece : "\n" + piece;
    }
    return out;
}

}  // namespace tlsmatrix::report
