#include <boost/json.hpp>
#include <boost/version.hpp>
#include <fmt/format.h>

#include <tlsmatrix/report/envelope.hpp>
#include <tlsmatrix/tls/version.hpp>

namespace tlsmatrix::report {

namespace json = boost::json;

json::object envelope_of(std::string_view command, const json::object& tool) {
    return {{"tool", tool}, {"schema", schema_version}, {"command", command}};
}

json::object envelope(std::string_view command, const LocalLibrary& library) {
    json::object tool{{"version", version},
                      {"openssl", library.release},
                      {"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000,
                                            BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)}};
    if (is_another_release(library)) {
        tool["openssl_built_with"] = library.built_with;
    }
    return envelope_of(command, tool);
}

std::string command_of(const Saved& report) {
    const Saved schema = report.at("schema");
    if (schema.count() > schema_version) {
        schema.misread(
            fmt::format("{}, and this program knows {}", schema.count(), schema_version));
    }
    return report.text("command");
}

}  // namespace tlsmatrix::report
