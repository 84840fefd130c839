#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/named_input.hpp>
#include <tlsmatrix/cli/saved_report.hpp>

namespace tlsmatrix::cli {
namespace json = boost::json;

void throw_no_report(const std::string& path, std::string_view why) {
    throw SetupError(fmt::format(
        "'{}' is no report of tlsmatrix ({}): name a file that --format json wrote", path, why));
}

json::value read_saved_report(const std::string& path) {
    const std::string text = read_named_input("report", path, most_report_bytes);
    json::stream_parser parser;
    boost::system::error_code error;
    const std::size_t taken = parser.write(text.data(), text.size(), error);
    if (error) {
        throw_no_report(path, fmt::format("it is no JSON, from byte {} on", taken));
    }
    parser.finish(error);
    if (error) {
        throw_no_report(path, text.empty() ? "it is empty" : "its JSON ends too early");
    }
    return parser.release();
}

}  // namespace tlsmatrix::cli
