// What every command that reports has to say, whatever the format: a document of paragraphs,
// tables, lists and items, beside the JSON value that it was made from.
//   Document document{.command = "check", .title = "tlsmatrix check: curl {url}"};
//   document.blocks.push_back({Paragraph{"It never connected."}});
//   written(document, *find_format("markdown"))
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/json/value.hpp>

namespace tlsmatrix::report {

// Tone is what a text means, where a format can show it: by colour, and never by colour alone.
enum class Tone {
    plain,
    good,
    fair,  // works, but is not what is best
    bad,
    dim,
    lost,  // refused, though it could have been had
    idle,  // was not tried
};

// Words is a text with its meaning.
struct Words {
    std::string text;
    Tone tone = Tone::plain;
    std::string whole = {};  // what a page has in its place, where there is more room; empty: text
    std::size_t item = 0;    // the item that it stands for, by its number from 1 on; 0: none
};

// Column has its heading, and for terminals its least width and the gap behind it.
struct Column {
    Words heading = {};
    std::size_t width = 0;
    std::size_t gap = 2;
    bool right = false;
};

struct Row {
    std::vector<Words> cells;
    std::string note = {};  // a sentence about the row
};

// Overflow says what a terminal does with a last column that is too long for a line.
enum class Overflow { keep, cut, wrap };

struct Table {
    std::string caption = {};
    std::vector<Column> columns;
    std::vector<Row> rows = {};
    Overflow overflow = Overflow::keep;
    std::string note_heading = {};  // of the column that notes become on a page
    std::size_t note_indent = 0;
};

struct Heading {
    std::string text;
};

struct Paragraph {
    std::string text;
    Tone tone = Tone::plain;
    std::size_t indent = 0;
};

// List is sentences, each with a sign before it.
struct List {
    char sign = '-';
    std::vector<std::string> sentences;
};

// Lines stand as they are: what another program printed, or an access log has.
struct Lines {
    std::string caption = {};
    std::string margin = {};  // what a terminal has before each
    std::vector<std::string> lines;
};

// Step is one of a chain of reasons, and where it says so.
struct Step {
    std::string text;
    std::string source;
};

struct Steps {
    std::vector<Step> steps;
};

// Problem is an item that is not as it should be: its verdict, its name, why, and the command that
// shows it again.
struct Problem {
    Words verdict;
    std::string name;
    std::vector<std::string> sentences;
    std::string repeat;
};

struct Problems {
    std::vector<Problem> problems;
    std::size_t left = 0;  // how many more there are
};

using Content = std::variant<Heading, Paragraph, Table, List, Lines, Steps, Problems>;

// Where is who has a block: a page has more room than a terminal.
enum class Where { everywhere, terminal, page };

// Block is a piece of a document. One that is not apart follows what stands before it without an
// empty line, where it is a terminal's.
struct Block {
    Content content;
    bool apart = true;
    Where where = Where::everywhere;
};

// Judgement is what a test report makes of an item.
enum class Judgement {
    none,  // no case: a record alone
    passed,
    failed,
    error,    // could not be judged
    skipped,  // excused, or not asked for
};

// Fact is a line of an item's story.
struct Fact {
    std::string label;
    std::string words;
    bool is_code = false;
};

// Item is one of many things that were tried: a cell, a version, a run.
struct Item {
    std::string name = {};
    Words verdict = {};
    Judgement judgement = Judgement::none;
    std::string reason = {};  // why it did not pass
    std::string place = {};   // where that is asked for: matrix.toml:12
    std::string output = {};  // what a program printed
    double seconds = 0;
    std::vector<Fact> facts = {};
    std::vector<Step> steps = {};
    std::vector<std::string> record = {};  // its row of a CSV; empty: none
    boost::json::value value = nullptr;    // where the JSON lists items; null: it does not
};

// Counts is how many items there are of each judgement.
struct Counts {
    std::size_t cases = 0;
    std::size_t failed = 0;
    std::size_t errors = 0;
    std::size_t skipped = 0;
    double seconds = 0;
};

// Document is a whole report.
struct Document {
    std::string command = {};  // the word of the command line: check
    std::string title = {};
    std::vector<Block> blocks = {};
    // summary is one sentence: the last one for a terminal, the first one of a page. Then come
    // faults, what is wrong, a sentence each.
    Words summary = {};
    std::vector<std::string> faults = {};
    std::vector<std::string> record_heading = {};
    boost::json::object value = {};
    std::string items_name = {};  // the member of the JSON that lists items; empty: none
    std::vector<Item> items = {};
    Counts counts = {};

    void add(Content content, bool apart = true, Where where = Where::everywhere);
    // count_items sets `counts` from the items that are there.
    void count_items(double seconds);
};

}  // namespace tlsmatrix::report
