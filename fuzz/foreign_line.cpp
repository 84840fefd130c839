// Access lines of other servers: any bytes at all.
#include <boost/json.hpp>

#include <tlsmatrix/explain/explain_line.hpp>

#include "fuzz/demand.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto line = explain::read_access_line(text);
    if (!line) {
        fuzz::demand(!line.error().message.empty(), "what is wrong with a line is said");
        return 0;
    }
    const explain::Telling telling = explain::explain_line(*line);
    fuzz::demand(fuzz::is_printable(telling.headline), "the headline can be printed");
    for (const explain::Finding& each : telling.findings) {
        fuzz::demand(fuzz::is_printable(each.text), "findings can be printed");
    }
    for (const explain::Question& each : telling.questions) {
        fuzz::demand(fuzz::is_printable(each.command), "commands can be printed");
    }
    const std::string protocol = line->given("ssl_protocol");
    fuzz::demand(line->candidates.empty() || !telling.known, "of two protocols none is taken");
    const std::string json = boost::json::serialize(explain::line_details(*line));
    boost::json::error_code error;
    (void)boost::json::parse(json, error);
    fuzz::demand(!error, "the details are JSON");
    return 0;
}
