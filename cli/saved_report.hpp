// Reports that were saved as JSON, read again.
//   boost::json::value report = read_saved_report("check.json");
#pragma once

#include <string>
#include <string_view>

#include <boost/json/value.hpp>

namespace tlsmatrix::cli {

// read_saved_report reads a file; `-` is standard input. Throws SetupError for a file that cannot
// be read, that has no JSON, or that has more than most_report_bytes.
[[nodiscard]] boost::json::value read_saved_report(const std::string& path);

// throw_no_report throws a SetupError for a file whose content, which was read, is no report.
[[noreturn]] void throw_no_report(const std::string& path, std::string_view why);

inline constexpr std::size_t most_report_bytes = std::size_t{256} << 20U;

}  // namespace tlsmatrix::cli
