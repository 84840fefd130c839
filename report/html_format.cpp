#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/report/detail/writers.hpp>
#include <tlsmatrix/report/text_layout.hpp>

namespace tlsmatrix::report {
namespace {

// An item's story is shown where the address names it, which needs no script; while a filter is on
// the script shows those that match.
constexpr std::string_view page_style = R"(
:root { color-scheme: light dark; --good: #12692f; --fair: #7a5200; --lost: #8a1f7a;
        --bad: #b3001b; --dim: #666; --line: #8885; --mark: #8882; }
@media (prefers-color-scheme: dark) {
  :root { --good: #6fd08c; --fair: #e8b64c; --lost: #e58ad6; --bad: #ff7b88; --dim: #aaa; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 72rem;
       padding: 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.scroll { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font: 14px/1.4 ui-monospace, monospace; }
caption { text-align: left; font: bold 16px/2 system-ui, sans-serif; }
th { padding: .35rem; font-weight: normal; color: var(--dim); text-align: left; }
td { border: 1px solid var(--line); padding: .3rem .5rem; }
.grid td { padding: 0; text-align: center; min-width: 3rem; }
.grid a { display: block; padding: .4rem .3rem; color: inherit; text-decoration: none; }
.grid a:hover, .grid a:focus { background: var(--mark); outline: 2px solid currentColor; }
.good { color: var(--good); } .fair { color: var(--fair); } .dim { color: var(--dim); }
.lost { color: var(--lost); } .idle { color: var(--dim); font-style: italic; }
.bad { color: var(--bad); font-weight: bold; }
.faded { opacity: .2; }
.item { display: none; border: 1px solid var(--line); border-radius: .4rem; padding: 0 1rem;
        margin: 1rem 0; }
.item:target, .item.shown { display: block; }
.item h3 { font-size: 1rem; } .item h3 a { font-weight: normal; float: right; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
code, pre { font: 13px/1.4 ui-monospace, monospace; white-space: pre-wrap; }
label { display: none; } .scripted label { display: block; }
input { font: inherit; width: 24rem; max-width: 100%; }
)";

constexpr std::string_view page_script = R"(
(function () {
  "use strict";
  var field = document.getElementById("filter"), count = document.getElementById("count");
  var items = Array.prototype.slice.call(document.querySelectorAll(".item"));
  var most_shown = 50;
  document.body.className = "scripted";
  function link_to(item) { return document.querySelector('.grid a[href="#' + item.id + '"]'); }
  function apply() {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), matching = 0;
    items.forEach(function (item) {
      var text = (item.dataset.id + " verdict=" + item.dataset.verdict).toLowerCase();
      var all = words.every(function (word) { return text.indexOf(word) >= 0; });
      var link = link_to(item);
      if (link) { link.parentNode.classList.toggle("faded", !all); }
      if (all && words.length) { matching += 1; }
      item.classList.toggle("shown", all && words.length > 0 && matching <= most_shown);
    });
    count.textContent = words.length ? matching + " of " + items.length +
      (matching > most_shown ? ", the first " + most_shown + " below" : "") : "";
  }
  function to_address() {
    var query = field.value ? "?filter=" + encodeURIComponent(field.value) : location.pathname;
    history.replaceState(null, "", query + location.hash);
  }
  field.value = new URLSearchParams(location.search).get("filter") || "";
  field.addEventListener("input", function () { apply(); to_address(); });
  document.addEventListener("keydown", function (event) {
    var cell = document.activeElement.parentNode, row, at, next, moves = {
      ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    var move = moves[event.key];
    if (!move || !cell || cell.tagName !== "TD") { return; }
    row = cell.parentNode;
    at = cell.cellIndex + move[1];
    row = move[0] < 0 ? row.previousElementSibling : move[0] > 0 ? row.nextElementSibling : row;
    next = row && row.cells[at] && row.cells[at].querySelector("a");
    if (next) { next.focus(); event.preventDefault(); }
  });
  apply();
})();
)";

std::string_view tone_class(Tone tone) {
    switch (tone) {
        case Tone::plain:
            break;
        case Tone::good:
            return "good";
        case Tone::fair:
            return "fair";
        case Tone::bad:
            return "bad";
        case Tone::dim:
            return "dim";
        case Tone::lost:
            return "lost";
        case Tone::idle:
            return "idle";
    }
    return {};
}

// element is <name class="..." more>text</name>, the text escaped; class and more where there are.
std::string element(std::string_view name, std::string_view text, Tone tone = Tone::plain,
                    std::string_view more = {}) {
    const std::string_view kind = tone_class(tone);
    return fmt::format("<{0}{1}{2}>{3}</{0}>", name,
                       kind.empty() ? "" : fmt::format(" class=\"{}\"", kind), more,
                       xml_text(text));
}

std::string trimmed(std::string_view text) {
    text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    return std::string(text.substr(0, text.find_last_not_of(' ') + 1));
}

// As a grid has them, short ones: the whole is told to who points at them.
std::string title_of(const Words& words) {
    return words.whole.empty() ? "" : fmt::format(" title=\"{}\"", xml_text(words.whole));
}

// An item is found by its number: names hold what an address cannot.
std::string html_cell(const Words& words) {
    if (words.item == 0) {
        return element("td", trimmed(words.text), words.tone, title_of(words));
    }
    const std::string_view kind = tone_class(words.tone);
    return fmt::format("<td class=\"{}\"><a href=\"#i{}\"{}>{}</a></td>", kind, words.item,
                       title_of(words), xml_text(trimmed(words.text)));
}

std::string html_steps(const std::vector<Step>& steps) {
    std::string out = "<ol>";
    for (const Step& step : steps) {
        fmt::format_to(std::back_inserter(out), "<li>{} <small>[{}]</small></li>\n",
                       xml_text(step.text), xml_text(step.source));
    }
    return out + "</ol>\n";
}

std::string html_list(const std::vector<std::string>& sentences) {
    std::string out = "<ul>\n";
    for (const std::string& sentence : sentences) {
        out += element("li", sentence) + "\n";
    }
    return out + "</ul>\n";
}

bool has_page_heading(const Table& table) {
    return std::any_of(table.columns.begin(), table.columns.end(),
                       [](const Column& column) { return !on_a_page(column.heading).empty(); });
}

bool is_grid(const Table& table) {
    return std::any_of(table.rows.begin(), table.rows.end(), [](const Row& row) {
        return std::any_of(row.cells.begin(), row.cells.end(),
                           [](const Words& words) { return words.item != 0; });
    });
}

struct HtmlPiece {
    std::string operator()(const Heading& it) const { return element("h2", it.text) + "\n"; }
    std::string operator()(const Paragraph& it) const {
        return it.text.empty() ? "" : element("p", it.text, it.tone) + "\n";
    }
    std::string operator()(const Table& it) const {
        const bool grid = is_grid(it);
        const bool noted = !it.note_heading.empty();
        std::string out =
            fmt::format("<div class=\"scroll\"><table{}>\n", grid ? " class=\"grid\"" : "");
        out += it.caption.empty() ? "" : element("caption", it.caption) + "\n";
        if (has_page_heading(it)) {
            out += "<tr>";
            for (const Column& column : it.columns) {
                const Words& heading = column.heading;
                out += element("th", heading.text.empty() ? heading.whole : trimmed(heading.text),
                               Tone::plain, " scope=\"col\"" + title_of(heading));
            }
            out += noted ? element("th", it.note_heading) : "";
            out += "</tr>\n";
        }
        for (const Row& row : it.rows) {
            out += "<tr>";
            for (std::size_t i = 0; i < row.cells.size(); ++i) {
                out += i == 0 && grid ? element("th", trimmed(row.cells[i].text), Tone::plain,
                                                " scope=\"row\"" + title_of(row.cells[i]))
                                      : html_cell(row.cells[i]);
            }
            out += noted ? element("td", row.note) : "";
            out += "</tr>\n";
        }
        return out + "</table></div>\n";
    }
    std::string operator()(const List& it) const {
        return it.sentences.empty() ? "" : html_list(it.sentences);
    }
    std::string operator()(const Lines& it) const {
        std::string text;
        for (const std::string& line : it.lines) {
            text += xml_text(printable(line)) + "\n";
        }
        return (it.caption.empty() ? "" : element("p", it.caption) + "\n") + "<pre>" + text +
               "</pre>\n";
    }
    std::string operator()(const Steps& it) const { return html_steps(it.steps); }
    std::string operator()(const Problems& it) const {
        std::string out;
        for (const Problem& problem : it.problems) {
            out += "<p>" + element("em", problem.verdict.text, problem.verdict.tone) + " " +
                   element("code", problem.name) + "</p>\n" + html_list(problem.sentences);
        }
        return out;
    }
};

std::string html_fact(const Fact& fact) {
    return element("dt", fact.label) + "<dd>" +
           (fact.is_code ? element("code", fact.words) : xml_text(fact.words)) + "</dd>\n";
}

constexpr std::string_view filter_line =
    "<label>Show what matches <input id=\"filter\" type=\"search\" "
    "placeholder=\"words of a name, or verdict=failed\"> <span id=\"count\" "
    "role=\"status\"></span></label>\n";

}  // namespace

std::string html_head(const Document& document, Look) {
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{0}</title>\n<style>{1}</style>\n</head>\n<body>\n<h1 id=\"top\">{0}</h1>\n",
        xml_text(document.title), page_style);
    if (!document.summary.text.empty()) {
        out += element("p", on_a_page(document.summary), document.summary.tone) + "\n";
    }
    if (!document.faults.empty()) {
        out += html_list(document.faults);
    }
    out += document.counts.cases == 0 ? std::string_view() : filter_line;
    for (const Block& block : document.blocks) {
        if (block.where == Where::terminal) {
            continue;
        }
        out += std::visit(HtmlPiece{}, block.content);
    }
    return out;
}

std::string html_item(const Item& item, const Document&, std::size_t number) {
    if (item.facts.empty()) {
        return {};
    }
    std::string out = fmt::format(
        "<section class=\"item\" id=\"i{}\" data-id=\"{}\" data-verdict=\"{}\">\n"
        "<h3>{} {} <a href=\"#top\">back to the top</a></h3>\n<dl>\n",
        number, xml_text(item.name), xml_text(item.verdict.text), xml_text(item.name),
        element("em", item.verdict.text, item.verdict.tone));
    for (const Fact& fact : item.facts) {
        out += html_fact(fact);
    }
    out += "</dl>\n";
    return out + (item.steps.empty() ? "" : html_steps(item.steps)) + "</section>\n";
}

std::string html_foot(const Document& document) {
    if (document.counts.cases == 0) {
        return "</body>\n</html>\n";  // nothing to look for
    }
    return fmt::format("<script>{}</script>\n</body>\n</html>\n", page_script);
}

}  // namespace tlsmatrix::report
