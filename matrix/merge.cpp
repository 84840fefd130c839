#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/matrix/merge.hpp>

namespace tlsmatrix::matrix {
namespace {

namespace json = boost::json;

constexpr std::array counts{"cells",  "passed", "failed",  "unsupported",
                            "broken", "waived", "seconds", "predicted"};

// Part is a report, read.
struct Part {
    std::string name;
    json::object report;
    std::size_t index = 1;
    std::size_t count = 1;
    std::size_t whole = 0;  // the cells of all shards
};

const json::array& cells_of(const Part& part) {
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

Result<Part> read(const NamedReport& source) {
    try {
        Part part{.name = source.name, .report = json::parse(source.text).as_object()};
        const json::array& cells = cells_of(part);
        part.whole = cells.size();
        if (const json::value* shard = part.report.if_contains("shard")) {
            part.index = shard->at("index").to_number<std::size_t>();
            part.count = shard->at("count").to_number<std::size_t>();
            part.whole = shard->at("cells").to_number<std::size_t>();
        }
        if (part.index < 1 || part.index > part.count) {
            return no_report(source.name,
                             fmt::format("there is no shard {} of {}", part.index, part.count));
        }
        for (const json::value& cell : cells) {
            (void)id_of(cell);
            (void)cell.at("verdict").as_string();
        }
        (void)part.report.at("summary").as_object();
        return part;
    } catch (const boost::system::system_error& error) {
        // Its what() names a file of Boost's.
        return no_report(source.name, error.code().message());
    } catch (const std::exception& error) {
        return no_report(source.name, error.what());
    }
}

std::vector<const Part*> by_index(const std::vector<Part>& parts) {
    std::vector<const Part*> shards;
    for (const Part& part : parts) {
        shards.push_back(&part);
    }
    std::stable_sort(shards.begin(), shards.end(), [](const Part* left, const Part* right) {
        return left->index < right->index;
    });
    return shards;
}

// A report may name any count of shards, so those that are missing are told in ranges, and no more
// of these than somebody will read.
void find_missing_shards(std::vector<std::string>& problems, const std::vector<const Part*>& shards,
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
    for (const Part* shard : shards) {
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

void find_repeated_shards(std::vector<std::string>& problems,
                          const std::vector<const Part*>& shards, std::size_t count) {
    std::map<std::size_t, std::size_t> times;
    for (const Part* shard : shards) {
        if (++times[shard->index] == 2) {
            problems.push_back(fmt::format("shard {} of {} is there twice", shard->index, count));
        }
    }
}

// The unsharded run has the first cell of each shard, then the second, and so on.
json::array in_order(const std::vector<const Part*>& shards) {
    json::array cells;
    for (std::size_t row = 0, before = 0; row == 0 || cells.size() > before; ++row) {
        before = cells.size();
        for (const Part* shard : shards) {
            if (row < cells_of(*shard).size()) {
                cells.push_back(cells_of(*shard)[row]);
            }
        }
    }
    return cells;
}

json::object summary_of(const std::vector<const Part*>& shards) {
    json::object summary;
    for (const char* name : counts) {
        double sum = 0;
        bool there = false;
        for (const Part* shard : shards) {
            const auto* value = shard->report.at("summary").as_object().if_contains(name);
            there = there || value != nullptr;
            sum += value == nullptr ? 0 : value->to_number<double>();
        }
        if (there) {
            summary[name] = std::string_view(name) == "seconds"
                                ? json::value(sum)
                                : json::value(static_cast<std::uint64_t>(sum));
        }
    }
    return summary;
}

void find_repeated_cells(std::vector<std::string>& problems, const json::array& cells) {
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

bool is_as_expected(const json::object& summary) {
    const auto at = [&summary](const char* name) {
        const json::value* value = summary.if_contains(name);
        return value == nullptr ? 0 : value->to_number<std::uint64_t>();
    };
    return at("cells") > 0 && at("passed") + at("waived") + at("predicted") == at("cells");
}

std::string written(const json::value& tool, const json::object& summary,
                    const json::array& cells) {
    std::string out = fmt::format("{{\"tool\": {},\n \"summary\": {},\n \"cells\": [",
                                  json::serialize(tool), json::serialize(summary));
    for (std::size_t i = 0; i < cells.size(); ++i) {
        out += i == 0 ? "\n  " : ",\n  ";
        out += json::serialize(cells[i]);
    }
    return out + "\n ]}\n";
}

}  // namespace

Result<Merged> merge(const std::vector<NamedReport>& reports) {
    std::vector<Part> parts;
    for (const NamedReport& report : reports) {
        auto part = read(report);
        if (!part) {
            return part.error();
        }
        parts.push_back(std::move(*part));
        if (parts.back().count != parts.front().count ||
            parts.back().whole != parts.front().whole) {
            return Error{
                fmt::format("'{}' and '{}' are shards of different runs: merge those of "
                            "one run",
                            parts.front().name, parts.back().name)};
        }
    }
    if (parts.empty()) {
        return Error{"no report is given: name one file for each shard"};
    }
    Merged merged;
    const std::vector<const Part*> shards = by_index(parts);
    find_missing_shards(merged.problems, shards, parts.front().count);
    find_repeated_shards(merged.problems, shards, parts.front().count);
    const json::array cells = in_order(shards);
    find_repeated_cells(merged.problems, cells);
    if (cells.size() < parts.front().whole) {
        merged.problems.push_back(fmt::format(
            "{} of {} cells are missing", parts.front().whole - cells.size(), parts.front().whole));
    }
    const json::object summary = summary_of(shards);
    merged.json = written(parts.front().report.at("tool"), summary, cells);
    merged.all_as_expected = merged.problems.empty() && is_as_expected(summary);
    return merged;
}

}  // namespace tlsmatrix::matrix
