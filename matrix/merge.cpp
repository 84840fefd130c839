#include <algorithm>
#include <map>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/matrix/judge.hpp>
#include <tlsmatrix/matrix/matrix_report.hpp>
#include <tlsmatrix/matrix/merge.hpp>
#include <tlsmatrix/matrix/run_digest.hpp>
#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::matrix {
namespace {

namespace json = boost::json;
using report::Saved;

// Part is a report, read.
struct Part {
    std::string name;
    json::object report;
    std::size_t index = 1;
    std::size_t count = 1;
    std::size_t whole = 0;  // the cells of all shards
    double seconds = 0;
    std::string plan;  // digests; empty where it is no shard
    std::string options;
    std::string library;  // what ran, in words
};

json::array& cells_of(Part& part) {
    return part.report.at("cells").as_array();
}

std::string_view id_of(const json::value& cell) {
    return cell.at("id").as_string();
}

Error no_report(const std::string& name, std::string_view why) {
    return Error{fmt::format(
        "'{}' is no report of 'tlsmatrix matrix --format json' ({}): name one file for each shard",
        name, why)};
}

void require_cells(const Saved& report) {
    for (const Saved& cell : report.list("cells")) {
        (void)cell.text("id");
        (void)cell.text("verdict");
    }
    (void)report.at("tool").object();
    (void)report.at("summary").object();
}

std::string library_words(const Saved& tool) {
    return fmt::format("tlsmatrix {} with OpenSSL {}", tool.text_or("version", "?"),
                       tool.text_or("openssl", "?"));
}

Result<Part> read(NamedReport source) {
    try {
        const Saved report(source.report);
        if (report.text_or("command", "matrix") != "matrix") {
            return no_report(source.name,
                             fmt::format("it is one of 'tlsmatrix {}'", report.text("command")));
        }
        require_cells(report);
        Part part;
        part.name = source.name;
        part.whole = report.list("cells").size();
        if (const auto shard = report.find("shard")) {
            part.index = shard->count("index");
            part.count = shard->count("count");
            part.whole = shard->count("cells");
            part.plan = shard->text_or("plan", "");
            part.options = shard->text_or("options", "");
        }
        if (part.index < 1 || part.index > part.count) {
            return no_report(source.name,
                             fmt::format("there is no shard {} of {}", part.index, part.count));
        }
        if (report.find("shard") && part.plan.empty()) {
            return no_report(source.name,
                             "its shard has no digest of the run's plan: an older tlsmatrix wrote "
                             "it");
        }
        part.library = library_words(report.at("tool"));
        part.seconds = report.at("summary").number("seconds");
        part.report = std::move(source.report.as_object());
        return part;
    } catch (const report::Misread& error) {
        return no_report(source.name, error.what());
    }
}

std::vector<Part*> by_index(std::vector<Part>& parts) {
    std::vector<Part*> shards;
    for (Part& part : parts) {
        shards.push_back(&part);
    }
    std::stable_sort(shards.begin(), shards.end(), [](const Part* left, const Part* right) {
        return left->index < right->index;
    });
    return shards;
}

// A report may name any count of shards, so those that are missing are told in ranges, and no more
// of these than somebody will read.
void find_missing_shards(std::vector<std::string>& problems, const std::vector<Part*>& shards,
                         std::size_t count) {
    constexpr std::size_t most_ranges = 8;
    std::vector<std::string> ranges;
    std::size_t number = 0;
    const auto add = [&](std::size_t first, std::size_t last) {
        number += last - first + 1;
        ranges.push_back(first == last ? fmt::format("{}", first)
                                       : fmt::format("{} to {}", first, last));
    };
    std::size_t there = 0;
    for (Part* shard : shards) {
        if (shard->index > there + 1) {
            add(there + 1, shard->index - 1);
        }
        there = shard->index;
    }
    if (there < count) {
        add(there + 1, count);
    }
    if (number == 0) {
        return;
    }
    const bool all = ranges.size() <= most_ranges;
    ranges.resize(std::min(ranges.size(), most_ranges));
    problems.push_back(fmt::format("{} {}{} of {} {} missing", number == 1 ? "shard" : "shards",
                                   fmt::join(ranges, ", "), all ? "" : " and others", count,
                                   number == 1 ? "is" : "are"));
}

void find_repeated_shards(std::vector<std::string>& problems, const std::vector<Part*>& shards,
                          std::size_t count) {
    std::map<std::size_t, std::size_t> times;
    for (Part* shard : shards) {
        if (++times[shard->index] == 2) {
            problems.push_back(fmt::format("shard {} of {} is there twice", shard->index, count));
        }
    }
}

// The unsharded run has the first cell of each shard, then the second, and so on.
std::vector<json::value> in_order(const std::vector<Part*>& shards) {
    std::vector<json::value> cells;
    for (std::size_t row = 0, before = 0; row == 0 || cells.size() > before; ++row) {
        before = cells.size();
        for (Part* shard : shards) {
            if (row < cells_of(*shard).size()) {
                cells.push_back(std::move(cells_of(*shard)[row]));
            }
        }
    }
    return cells;
}

void find_repeated_cells(std::vector<std::string>& problems,
                         const std::vector<json::value>& cells) {
    std::map<std::string_view, std::size_t> times;
    std::vector<std::string_view> repeated;
    for (const json::value& cell : cells) {
        if (++times[id_of(cell)] == 2) {
            repeated.push_back(id_of(cell));
        }
    }
    if (!repeated.empty()) {
        problems.push_back(fmt::format("{} cells are there twice, such as '{}'", repeated.size(),
                                       repeated.front()));
    }
}

// difference_of is why two shards are none of one run; empty where they may well be.
std::string difference_of(const Part& left, const Part& right) {
    if (left.library != right.library) {
        return fmt::format("{} ran one and {} the other", left.library, right.library);
    }
    if (left.count != right.count || left.whole != right.whole) {
        return fmt::format("one is of {} shards with {} cells, the other of {} with {}", left.count,
                           left.whole, right.count, right.whole);
    }
    if (left.plan != right.plan) {
        return "their cells are those of different plans (sets, engines, axes, filters or FILE)";
    }
    return left.options == right.options
               ? ""
               : "they have different waivers or expectations, or one of them only predicts";
}

// Whatever says that it passed is looked at again.
void find_changed_verdicts(std::vector<std::string>& problems,
                           const std::vector<json::value>& cells) {
    std::size_t count = 0;
    std::string first;
    for (const json::value& cell : cells) {
        if (cell.at("verdict").as_string() != verdict_name(Verdict::passed)) {
            continue;
        }
        const CellResult result = read_cell(Saved(cell, std::string(id_of(cell))));
        if (!as_predicted(result.expected.client, result.client) ||
            !as_predicted(result.expected.server, result.server)) {
            first = ++count == 1 ? std::string(id_of(cell)) : first;
        }
    }
    if (count > 0) {
        problems.push_back(fmt::format(
            "{} {} passed, and what the ends saw is not what was expected, such as '{}'", count,
            count == 1 ? "cell says that it" : "cells say that they", first));
    }
}

// A whole run's cells are those of its plan, or somebody changed them.
bool are_of_plan(const std::vector<json::value>& cells, const std::string& plan) {
    Digest digest;
    for (const json::value& cell : cells) {
        digest.add(id_of(cell));
    }
    return plan.empty() || digest.str() == plan;
}

}  // namespace

Result<Merged> merge(std::vector<NamedReport> reports) {
    std::vector<Part> parts;
    for (NamedReport& report : reports) {
        auto part = read(std::move(report));
        if (!part) {
            return part.error();
        }
        parts.push_back(std::move(*part));
        if (const auto why = difference_of(parts.front(), parts.back()); !why.empty()) {
            return Error{
                fmt::format("'{}' and '{}' are of different runs: {}; merge the shards of one run",
                            parts.front().name, parts.back().name, why)};
        }
    }
    if (parts.empty()) {
        return Error{"no report is given: name one file for each shard"};
    }
    Merged merged;
    const std::vector<Part*> shards = by_index(parts);
    find_missing_shards(merged.problems, shards, parts.front().count);
    find_repeated_shards(merged.problems, shards, parts.front().count);
    merged.cells = in_order(shards);
    find_repeated_cells(merged.problems, merged.cells);
    if (merged.cells.size() < parts.front().whole) {
        merged.problems.push_back(fmt::format("{} of {} cells are missing",
                                              parts.front().whole - merged.cells.size(),
                                              parts.front().whole));
    }
    if (merged.problems.empty() && !are_of_plan(merged.cells, parts.front().plan)) {
        return Error{fmt::format(
            "the cells of '{}' and the other shards are not those of the run's plan: merge the "
            "files as 'tlsmatrix matrix' wrote them",
            parts.front().name)};
    }
    try {
        find_changed_verdicts(merged.problems, merged.cells);
    } catch (const report::Misread& error) {
        return no_report(parts.front().name, error.what());
    }
    merged.tool = parts.front().report.at("tool").as_object();
    for (const Part& part : parts) {
        merged.seconds += part.seconds;
    }
    return merged;
}

}  // namespace tlsmatrix::matrix
