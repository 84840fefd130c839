// Error texts: any bytes at all.
#include <boost/json.hpp>

#include <tlsmatrix/explain/explain_error.hpp>

#include "fuzz/demand.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto reading = explain::read_error(text);
    if (!reading) {
        fuzz::demand(!reading.error().message.empty(), "what is wrong is said");
        return 0;
    }
    const explain::Telling telling = explain::explain_error(*reading);
    fuzz::demand(telling.known == !reading->matches.empty(), "nothing is known without a match");
    for (const explain::Finding& each : telling.findings) {
        fuzz::demand(fuzz::is_printable(each.text), "findings can be printed");
    }
    for (const explain::ErrorMatch& each : reading->matches) {
        fuzz::demand(explain::find_meaning(each.row->meaning) != nullptr, "a row has a meaning");
    }
    boost::json::error_code error;
    (void)boost::json::parse(boost::json::serialize(explain::error_details(*reading)), error);
    fuzz::demand(!error, "the details are JSON");
    return 0;
}
