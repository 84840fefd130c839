// Reports that were saved as JSON, read again.
//   boost::json::value report = read_saved_report("check.json");
#pragma once

#include <string>

#include <boost/json/value.hpp>

namespace tlsmatrix::cli {

// read_saved_report reads a file; `-` is standard input. Throws SetupError for a file that cannot
// be read, that has no JSON, or that has more than most_report_bytes.
[[nodiscard]] boost::json::value read_saved_report(const std::string& path);

inline constexpr std::size_t most_report_bytes = std::size_t{256} << 20U;

}  // namespace tlsmatrix::cli
