#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/server/tls_report.hpp>
#include <tlsmatrix/tls/cause.hpp>
#include <tlsmatrix/tls/version_list.hpp>

namespace tlsmatrix::server {
namespace {

namespace json = boost::json;

json::array code_list(const std::vector<std::uint16_t>& codes) {
    json::array list;
    for (std::uint16_t code : codes) {
        list.emplace_back(is_grease(code) ? "GREASE" : fmt::format("0x{:04x}", code));
    }
    return list;
}

// Names come from the client as raw bytes; JSON must be UTF-8, so anything else is written \xXX.
std::string printable(std::string_view raw) {
    std::string text;
    for (const char byte : raw) {
        const auto value = static_cast<unsigned char>(byte);
        if (value < 0x20 || value > 0x7e || value == '\\') {
            fmt::format_to(std::back_inserter(text), "\\x{:02X}", value);
        } else {
            text += byte;
        }
    }
    return text;
}

json::value offered_versions(const ClientHello& hello) {
    if (!hello.supported_versions) {
        return nullptr;
    }
    json::array list;
    for (std::uint16_t code : *hello.supported_versions) {
        list.emplace_back(version_code_name(code));
    }
    return list;
}

json::array alpn_list(const ClientHello& hello) {
    json::array list;
    for (const std::string& name : hello.alpn) {
        list.emplace_back(printable(name));
    }
    return list;
}

json::object offer(const ClientHello& hello) {
    return {
        {"format", hello.format == ClientHello::Format::sslv2 ? "SSLv2" : "TLS"},
        {"legacy_version", version_code_name(hello.legacy_version)},
        {"supported_versions", offered_versions(hello)},
        {"versions", version_list(hello.offered_versions())},
        {"fallback_scsv", hello.has_fallback_scsv()},
        {"server_name",
         hello.server_name ? json::value(printable(*hello.server_name)) : json::value(nullptr)},
        {"alpn", alpn_list(hello)},
        {"cipher_suites", code_list(hello.cipher_suites)},
        {"supported_groups", code_list(hello.supported_groups)},
        {"signature_algorithms", code_list(hello.signature_algorithms)},
    };
}

json::value chosen(const ConnectionFacts& facts) {
    const auto* negotiated = std::get_if<Negotiated>(&facts.outcome);
    if (negotiated == nullptr) {
        return nullptr;
    }
    return json::object{
        {"version", short_name(negotiated->version)},
        {"protocol", wire_name(negotiated->version)},
        {"cipher", negotiated->cipher},
        {"group",
         negotiated->group.empty() ? json::value(nullptr) : json::value(negotiated->group)},
        {"resumed", negotiated->resumed},
        {"alpn", facts.alpn.empty() ? json::value(nullptr) : json::value(facts.alpn)},
    };
}

}  // namespace

json::object tls_report(const ConnectionFacts& facts) {
    const auto& hello = facts.observation.client_hello;
    const auto* negotiated = std::get_if<Negotiated>(&facts.outcome);
    const bool both = hello && negotiated != nullptr;
    return {
        {"pinned", version_list(facts.pinned)},
        {"engine", engine_name(facts.engine)},
        {"offered", hello ? json::value(offer(*hello)) : json::value(nullptr)},
        {"negotiated", chosen(facts)},
        {"why_not_higher",
         both ? json::value(why_not_higher(*hello, facts.pinned, negotiated->version))
              : json::value(nullptr)},
    };
}

}  // namespace tlsmatrix::server
