#include <fmt/format.h>

#include <tlsmatrix/report/html_page.hpp>

namespace tlsmatrix::report {
namespace {

// A cell's story is shown where the address names it, which needs no script; while a filter is on
// the script shows those that match.
constexpr std::string_view style = R"(
:root { color-scheme: light dark; --best: #12692f; --below: #7a5200; --lost: #8a1f7a;
        --wrong: #b3001b; --dim: #666; --line: #8885; --mark: #8882; }
@media (prefers-color-scheme: dark) {
  :root { --best: #6fd08c; --below: #e8b64c; --lost: #e58ad6; --wrong: #ff7b88; --dim: #aaa; } }
body { font: 16px/1.5 system-ui, sans-serif; margin: 1.5rem auto; max-width: 72rem;
       padding: 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
.scroll { overflow-x: auto; }
table.grid { border-collapse: collapse; font: 14px/1 ui-monospace, monospace; }
.grid th { padding: .35rem; font-weight: normal; color: var(--dim); }
.grid td { border: 1px solid var(--line); padding: 0; text-align: center; min-width: 3rem; }
.grid a { display: block; padding: .4rem .3rem; color: inherit; text-decoration: none; }
.grid a:hover, .grid a:focus { background: var(--mark); outline: 2px solid currentColor; }
.best, .right { color: var(--best); } .below { color: var(--below); } .none { color: var(--dim); }
.lost { color: var(--lost); } .unrun { color: var(--dim); font-style: italic; }
.wrong { color: var(--wrong); font-weight: bold; }
.faded { opacity: .2; }
.tally { list-style: none; padding: 0; display: flex; gap: 1.5rem; flex-wrap: wrap;
         color: var(--dim); }
.cell { display: none; border: 1px solid var(--line); border-radius: .4rem; padding: 0 1rem;
        margin: 1rem 0; }
.cell:target, .cell.shown { display: block; }
.cell h3 { font-size: 1rem; } .cell h3 a { font-weight: normal; float: right; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
code { font: 13px/1.4 ui-monospace, monospace; }
label { display: none; } .scripted label { display: block; }
input { font: inherit; width: 24rem; max-width: 100%; }
)";

constexpr std::string_view script = R"(
(function () {
  "use strict";
  var field = document.getElementById("filter"), count = document.getElementById("count");
  var cells = Array.prototype.slice.call(document.querySelectorAll(".cell"));
  var most_shown = 50;
  document.body.className = "scripted";
  function link_to(cell) { return document.querySelector('.grid a[href="#' + cell.id + '"]'); }
  function apply() {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), matching = 0;
    cells.forEach(function (cell) {
      var text = (cell.dataset.id + " verdict=" + cell.dataset.verdict).toLowerCase();
      var all = words.every(function (word) { return text.indexOf(word) >= 0; });
      var link = link_to(cell);
      if (link) { link.parentNode.classList.toggle("faded", !all); }
      if (all && words.length) { matching += 1; }
      cell.classList.toggle("shown", all && words.length > 0 && matching <= most_shown);
    });
    count.textContent = words.length ? matching + " of " + cells.length + " cells" +
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

}  // namespace

std::string html_head(std::string_view title) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
        title, style);
}

std::string_view html_filter() {
    return "<label>Show cells with <input id=\"filter\" type=\"search\" "
           "placeholder=\"client=1.0,1.2 openssl verdict=failed\"> <span id=\"count\" "
           "role=\"status\"></span></label>\n";
}

std::string_view html_legend() {
    return R"(<h2>How to read it</h2>
<dl>
<dt>0-2-</dt><dd>the set {1.0,1.2}: a digit for each TLS version 1.x in it</dd>
<dt class="best">1.2</dt><dd>negotiated: the best version that both sets hold</dd>
<dt class="below">1.0&lt;</dt><dd>negotiated, although both sets hold a higher version</dd>
<dt class="none">S70, C70</dt><dd>the server or the client refused with this alert, and no version
is in both sets</dd>
<dt class="lost">S70*, C47*</dt><dd>refused, although both sets hold a version</dd>
<dt class="unrun">n/a?, ????</dt><dd>could not be run here</dd>
<dt class="wrong">1.2!</dt><dd>not as predicted</dd>
</dl>
<p>Each cell leads to its story; arrow keys go from cell to cell.</p>
)";
}

std::string_view html_foot() {
    static const std::string foot = fmt::format("<script>{}</script>\n</body>\n</html>\n", script);
    return foot;
}

}  // namespace tlsmatrix::report
