// Hellos as people copy them: any text at all, and any bytes.
#include <boost/json.hpp>

#include <tlsmatrix/explain/explain_hello.hpp>

#include "fuzz/demand.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto hello = explain::read_hello(text);
    if (!hello) {
        fuzz::demand(fuzz::is_printable(hello.error().message), "what is wrong can be printed");
        return 0;
    }
    const explain::Telling telling = explain::explain_hello(*hello);
    fuzz::demand(fuzz::is_printable(telling.headline), "the headline can be printed");
    for (const explain::Finding& each : telling.findings) {
        fuzz::demand(fuzz::is_printable(each.text), "findings can be printed");
    }
    fuzz::demand(explain::hello_answers(*hello, all_version_sets()).size() == 15,
                 "every server answers");
    boost::json::error_code error;
    (void)boost::json::parse(boost::json::serialize(explain::hello_details(*hello)), error);
    fuzz::demand(!error, "the details are JSON");
    // The message alone, as bytes, is the same hello.
    if (!hello->sslv2) {
        const std::string message(hello->message.begin(), hello->message.end());
        const auto again = explain::read_hello(message);
        fuzz::demand(again && again->message == hello->message, "the message is a hello by itself");
    }
    return 0;
}
