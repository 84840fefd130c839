#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/explain/detail/client_hello_of.hpp>
#include <tlsmatrix/explain/explain_hello.hpp>
#include <tlsmatrix/explain/hello_parts.hpp>
#include <tlsmatrix/rule/hello_answer.hpp>
#include <tlsmatrix/rule/hello_gap.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::explain {
namespace {

namespace json = boost::json;

std::string code_text(std::uint16_t code) {
    return fmt::format("0x{:04x}", code);
}

// A server that chooses a version of the hello refuses it all the same where the rest does not do.
std::string answer_words(const HelloAnswer& answer, std::string_view lacking) {
    if (const auto* version = std::get_if<ProtocolVersion>(&answer.choice)) {
        return answer.warned ? fmt::format("it chooses {}, and its random warns of {}",
                                           wire_name(*version), wire_name(*answer.warned))
                             : fmt::format("it chooses {}", wire_name(*version));
    }
    if (const auto* alert = std::get_if<Alert>(&answer.choice)) {
        return fmt::format("it refuses with {}{}{}", alert_name(alert->description),
                           lacking.empty() ? "" : ": ", lacking);
    }
    return "it closes the connection without an alert";
}

json::object answer_json(VersionSet versions, HelloAnswer answer, const ClientHello& hello) {
    std::string lacking = answer.without_suite ? "no suite is for the version chosen" : "";
    if (const auto gap = gap_of(hello, answer.choice)) {
        const auto* would = std::get_if<ProtocolVersion>(&answer.choice);
        lacking = would == nullptr ? std::string(gap->words)
                                   : fmt::format("{} would be its choice, but {}",
                                                 wire_name(*would), gap->words);
        answer = {Alert{gap->alert}};
    }
    const auto* version = std::get_if<ProtocolVersion>(&answer.choice);
    const auto* alert = std::get_if<Alert>(&answer.choice);
    return {{"versions", version_list(versions)},
            {"chosen", version != nullptr ? json::value(short_name(*version)) : nullptr},
            {"alert", alert != nullptr ? json::value(alert_name(alert->description)) : nullptr},
            {"warns_of", or_null(answer.warned, short_name)},
            {"words", answer_words(answer, lacking)}};
}

}  // namespace

json::object hello_details(const HelloBytes& bytes) {
    const ClientHello hello = client_hello_of(bytes);
    const HelloParts parts = hello_parts(bytes.message, hello);
    const VersionSet offered = hello.offered_versions();
    const auto lowest = hello.supported_versions ? offered.lowest() : std::nullopt;
    return {{"form", bytes.form},
            {"format", bytes.sslv2 ? "sslv2" : "tls"},
            {"record_version", or_null(bytes.record_version, code_text)},
            {"legacy_version", code_text(hello.legacy_version)},
            {"supported_versions", hello.supported_versions
                                       ? json::value(list_of(*hello.supported_versions, code_text))
                                       : json::value(nullptr)},
            {"versions", version_list(offered)},
            {"lower_bound", or_null(lowest, short_name)},
            {"holes", version_list(holes_of(offered))},
            {"cipher_suites", list_of(hello.cipher_suites, suite_name)},
            {"fallback_scsv", hello.has_fallback_scsv()},
            {"extensions", json::value_from(hello.extensions)},
            {"server_name", or_null(as_utf8(hello.server_name.value_or("")))},
            {"alpn", list_of(hello.alpn, [](const std::string& each) { return as_utf8(each); })},
            {"grease", parts.grease},
            {"ech", ech_name(parts.ech)}};
}

json::array hello_answers(const HelloBytes& bytes, const std::vector<VersionSet>& servers) {
    const ClientHello hello = client_hello_of(bytes);
    return list_of(servers, [&](VersionSet versions) {
        ServerEndpoint server;
        server.versions = versions;
        server.engine = Engine::openssl;  // what most servers that are not ours are made with
        return answer_json(versions, answer_to(hello, server), hello);
    });
}

}  // namespace tlsmatrix::explain
