// Joins the JSON reports of shards into the report of the whole run.
#pragma once

#include <string>
#include <vector>

#include <boost/json/value.hpp>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::matrix {

// NamedReport is a saved report and where it is from.
struct NamedReport {
    std::string name;
    boost::json::value report;
};

// Merged is the whole run, and what is wrong with it.
struct Merged {
    boost::json::object tool;               // what ran it
    std::vector<boost::json::value> cells;  // in the order of the unsharded run
    double seconds = 0;                     // of all shards
    // problems: cells or shards that are missing, or there twice, or say that they passed and did
    // not.
    std::vector<std::string> problems;
};

// merge joins them. An Error where one is no report of `matrix --format json`, or where they are of
// different runs: another plan, other options, another OpenSSL.
[[nodiscard]] Result<Merged> merge(std::vector<NamedReport> reports);

}  // namespace tlsmatrix::matrix
