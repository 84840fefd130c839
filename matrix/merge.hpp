// Joins the JSON reports of shards into the report of the whole run.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::matrix {

// NamedReport is a report's text and where it is from.
struct NamedReport {
    std::string name;
    std::string text;
};

// Merged is the whole report, and what is wrong with it.
struct Merged {
    std::string json;
    std::vector<std::string> problems;  // cells or shards that are missing, or there twice
    bool all_as_expected = false;       // no cell is a problem, and nothing is missing or twice
};

// merge joins them: cells in the order of the unsharded run. An Error where a text is no report of
// `matrix --format json`, or where they are of different runs.
[[nodiscard]] Result<Merged> merge(const std::vector<NamedReport>& reports);

}  // namespace tlsmatrix::matrix
