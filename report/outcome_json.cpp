#include <boost/version.hpp>
#include <fmt/format.h>

#include <tlsmatrix/report/outcome_json.hpp>
#include <tlsmatrix/tls/version.hpp>

namespace tlsmatrix::report {
namespace {

namespace json = boost::json;

json::object refused_json(const Alert& alert) {
    return {{"outcome", "refused"},
            {"by", sender_name(alert.sender)},
            {"alert", alert_name(alert.description)}};
}

}  // namespace

json::object prediction_json(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return {{"outcome", "negotiated"}, {"version", short_name(*version)}};
    }
    return refused_json(std::get<Alert>(prediction));
}

json::object outcome_json(const HandshakeOutcome& outcome) {
    if (const auto* negotiated = std::get_if<Negotiated>(&outcome)) {
        json::object object{{"outcome", "negotiated"},
                            {"version", short_name(negotiated->version)},
                            {"cipher", negotiated->cipher}};
        if (negotiated->resumed) {
            object["resumed"] = true;
        }
        return object;
    }
    if (const auto* refused = std::get_if<Refused>(&outcome)) {
        return refused_json(refused->alert);
    }
    return {{"outcome", outcome_name(outcome)}, {"reason", describe(outcome)}};
}

json::object tool_json(const LocalLibrary& library) {
    json::object tool{{"version", version},
                      {"openssl", library.release},
                      {"boost", fmt::format("{}.{}.{}", BOOST_VERSION / 100000,
                                            BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100)}};
    if (is_another_release(library)) {
        tool["openssl_built_with"] = library.built_with;
    }
    return tool;
}

}  // namespace tlsmatrix::report
