#include <fmt/format.h>

#include <tlsmatrix/server/log/log_facts.hpp>
#include <tlsmatrix/server/tls_report.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::server {
namespace {

void tell_codes(const ValueWriter& value, const std::vector<std::uint16_t>& codes) {
    value.list(codes, [&](std::uint16_t code) {
        value.text(is_grease(code) ? "GREASE" : fmt::format("0x{:04x}", code));
    });
}

void tell_versions(const ValueWriter& value, const ClientHello& hello) {
    if (!hello.supported_versions) {
        return value.absent();
    }
    value.list(*hello.supported_versions,
               [&](std::uint16_t code) { value.text(version_code_name(code)); });
}

void tell_offer(const AccessEntry& entry, const ClientHello& hello, TextBuffer& out) {
    const ValueWriter value(out, ValueWriter::Form::json);
    out += R"({"format":)";
    value.text(hello.format == ClientHello::Format::sslv2 ? "SSLv2" : "TLS");
    out += R"(,"legacy_version":)";
    value.text(version_code_name(hello.legacy_version));
    out += R"(,"supported_versions":)";
    tell_versions(value, hello);
    out += R"(,"versions":)";
    value.list(hello.offered_versions().versions(),
               [&](ProtocolVersion version) { value.version(version); });
    out += R"(,"fallback_scsv":)";
    out += hello.has_fallback_scsv() ? "true," : "false,";
    append_members(entry, {"server_name"}, out);
    out += R"(,"alpn":)";
    value.list(hello.alpn, [&](const std::string& name) { value.text(name); });
    out += R"(,"cipher_suites":)";
    tell_codes(value, hello.cipher_suites);
    out += R"(,"supported_groups":)";
    tell_codes(value, hello.supported_groups);
    out += R"(,"signature_algorithms":)";
    tell_codes(value, hello.signature_algorithms);
    out += '}';
}

}  // namespace

std::string tls_report(const ConnectionFacts& facts) {
    const auto& hello = facts.observation.client_hello;
    const auto* negotiated = std::get_if<Negotiated>(&facts.outcome);
    AccessEntry entry;
    entry.connection = &facts;
    TextBuffer out(1024);
    out += '{';
    append_members(entry, {"pinned", "engine"}, out);
    out += R"(,"offered":)";
    if (hello) {
        tell_offer(entry, *hello, out);
    } else {
        out += "null";
    }
    out += R"(,"negotiated":)";
    if (negotiated != nullptr) {
        out += '{';
        append_members(entry, {"version", "protocol", "cipher", "group", "resumed", "alpn"}, out);
        out += '}';
    } else {
        out += "null";
    }
    out += R"(,"why_not_higher":)";
    ValueWriter(out, ValueWriter::Form::json)
        .text(hello && negotiated != nullptr
                  ? account::why_not_higher(*hello, facts.pinned, negotiated->version)
                  : std::string());
    out += '}';
    return std::string(out.view());
}

}  // namespace tlsmatrix::server
