#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>
#include <tlsmatrix/trace/detail/field_reader.hpp>
#include <tlsmatrix/trace/detail/message_parts.hpp>
#include <tlsmatrix/trace/detail/names.hpp>

namespace tlsmatrix::trace {
namespace {

// named_codes is a list of numbers of two bytes, by their names.
std::string named_codes(std::span<const std::uint8_t> list, std::string (*name)(std::uint16_t)) {
    std::vector<std::string> names;
    for (ByteReader reader(list); !reader.empty() && reader.ok();) {
        const std::uint16_t code = reader.u16();
        names.push_back(is_grease(code) ? "GREASE" : name(code));
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

std::string host_name(std::span<const std::uint8_t> body) {
    ByteReader reader(body);
    ByteReader list(reader.vector16());
    list.u8();
    const auto name = list.vector16();
    return escaped(std::string(name.begin(), name.end()));
}

std::string protocol_names(std::span<const std::uint8_t> body) {
    ByteReader reader(body);
    std::vector<std::string> names;
    for (ByteReader list(reader.vector16()); !list.empty() && list.ok();) {
        const auto name = list.vector8();
        names.push_back(escaped(std::string(name.begin(), name.end())));
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

// A client sends a list of shares, a server one, and a HelloRetryRequest the group alone.
std::string key_shares(std::span<const std::uint8_t> body, Sender from) {
    ByteReader reader(body);
    ByteReader list(from == Sender::client ? reader.vector16() : body);
    std::vector<std::string> shares;
    while (!list.empty() && list.ok()) {
        const std::string group = group_name(list.u16());
        shares.push_back(list.empty() ? group + ", asked for"
                                      : fmt::format("{}, {} bytes", group, list.vector16().size()));
    }
    return shares.empty() ? "none" : fmt::format("{}", fmt::join(shares, "; "));
}

std::string versions(std::span<const std::uint8_t> body, Sender from) {
    ByteReader reader(body);
    return named_codes(from == Sender::client ? reader.vector8() : body, version_code_name);
}

std::string value_of(std::uint16_t type, std::span<const std::uint8_t> body, Sender from) {
    ByteReader reader(body);
    switch (type) {
        case extension::server_name:
            return body.empty() ? "" : host_name(body);
        case extension::supported_groups:
            return named_codes(reader.vector16(), group_name);
        case extension::signature_algorithms:
            return named_codes(reader.vector16(), signature_scheme_name);
        case extension::application_layer_protocol_negotiation:
            return protocol_names(body);
        case extension::supported_versions:
            return versions(body, from);
        case extension::key_share:
            return key_shares(body, from);
        default:
            return body.empty()
                       ? ""
                       : fmt::format("{} byte{}", body.size(), body.size() == 1 ? "" : "s");
    }
}

std::string meaning_of(std::uint16_t type, Sender from) {
    if (type == extension::supported_versions) {
        return from == Sender::client ? "The offer: a server that reads it chooses one of these."
                                      : "The choice.";
    }
    return {};
}

}  // namespace

std::vector<Field> extension_fields(std::span<const std::uint8_t> block, std::size_t where,
                                    const Message& message) {
    FieldReader reader(block, where);
    reader.bytes().u16();
    while (reader.ok() && !reader.empty()) {
        const std::size_t begin = reader.offset();
        const std::uint16_t type = reader.bytes().u16();
        const auto body = reader.bytes().vector16();
        reader.add(is_grease(type) ? "GREASE" : extension_name(type), begin,
                   value_of(type, body, message.from), meaning_of(type, message.from));
    }
    return reader.take();
}

}  // namespace tlsmatrix::trace
