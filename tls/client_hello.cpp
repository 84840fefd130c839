#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>

namespace tlsmatrix {
namespace {

std::string text_of(std::span<const std::uint8_t> bytes) {
    return {bytes.begin(), bytes.end()};
}

// codes reads a list of two-byte codes; nullopt where a byte is left over.
std::optional<std::vector<std::uint16_t>> codes(std::span<const std::uint8_t> bytes) {
    if (bytes.size() % 2 != 0) {
        return std::nullopt;
    }
    std::vector<std::uint16_t> list;
    list.reserve(bytes.size() / 2);
    for (ByteReader reader(bytes); !reader.empty();) {
        list.push_back(reader.u16());
    }
    return list;
}

// whole is the content of a length-prefixed list that fills its extension exactly.
std::optional<std::span<const std::uint8_t>> whole(std::span<const std::uint8_t> body,
                                                   std::size_t length_bytes) {
    ByteReader reader(body);
    const auto content = length_bytes == 1 ? reader.vector8() : reader.vector16();
    return reader.ok() && reader.empty() ? std::optional(content) : std::nullopt;
}

bool read_codes(std::span<const std::uint8_t> body, std::size_t length_bytes,
                std::vector<std::uint16_t>& into) {
    const auto content = whole(body, length_bytes);
    auto list = content ? codes(*content) : std::nullopt;
    if (list) {
        into = std::move(*list);
    }
    return list.has_value();
}

// RFC 6066 section 3: a list of names, of which only host_name (0) was ever defined.
bool read_server_name(std::span<const std::uint8_t> body, ClientHello& hello) {
    const auto list = whole(body, 2);
    if (!list) {
        return false;
    }
    ByteReader reader(*list);
    while (!reader.empty()) {
        const std::uint8_t type = reader.u8();
        const auto name = reader.vector16();
        if (reader.ok() && type == 0 && !hello.server_name) {
            hello.server_name = text_of(name);
        }
    }
    return reader.ok();
}

bool read_alpn(std::span<const std::uint8_t> body, ClientHello& hello) {
    const auto list = whole(body, 2);
    if (!list) {
        return false;
    }
    ByteReader reader(*list);
    while (!reader.empty()) {
        hello.alpn.push_back(text_of(reader.vector8()));
    }
    return reader.ok();
}

bool read_extension(std::uint16_t type, std::span<const std::uint8_t> body, ClientHello& hello) {
    switch (type) {
        case extension::server_name:
            return read_server_name(body, hello);
        case extension::supported_groups:
            return read_codes(body, 2, hello.supported_groups);
        case extension::signature_algorithms:
            return read_codes(body, 2, hello.signature_algorithms);
        case extension::application_layer_protocol_negotiation:
            return read_alpn(body, hello);
        case extension::supported_versions:
            return read_codes(body, 1, hello.supported_versions.emplace());
        default:
            return true;
    }
}

bool read_extensions(std::span<const std::uint8_t> block, ClientHello& hello) {
    ByteReader reader(block);
    hello.extensions.reserve(16);  // as many as a client of today sends
    while (!reader.empty()) {
        const std::uint16_t type = reader.u16();
        const auto body = reader.vector16();
        if (!reader.ok() || !read_extension(type, body, hello)) {
            return false;
        }
        hello.extensions.push_back(type);
    }
    return true;
}

}  // namespace

std::optional<ClientHello> parse_client_hello(std::span<const std::uint8_t> message) {
    ByteReader reader(message);
    ClientHello hello;
    if (reader.u8() != client_hello_type || reader.u24() != reader.remaining()) {
        return std::nullopt;
    }
    hello.legacy_version = reader.u16();
    reader.bytes(32);  // random
    reader.vector8();  // legacy_session_id
    auto suites = codes(reader.vector16());
    reader.vector8();  // legacy_compression_methods
    if (!reader.ok() || !suites) {
        return std::nullopt;
    }
    hello.cipher_suites = std::move(*suites);
    if (reader.empty()) {  // hellos before RFC 3546 end here
        return hello;
    }
    const auto extensions = reader.vector16();
    if (!reader.ok() || !reader.empty() || !read_extensions(extensions, hello)) {
        return std::nullopt;
    }
    return hello;
}

std::optional<ClientHello> parse_sslv2_client_hello(std::span<const std::uint8_t> message) {
    ByteReader reader(message);
    ClientHello hello;
    hello.format = ClientHello::Format::sslv2;
    const std::uint8_t type = reader.u8();
    hello.legacy_version = reader.u16();
    const std::uint16_t kinds_length = reader.u16();
    const std::uint16_t session_id_length = reader.u16();
    const std::uint16_t challenge_length = reader.u16();
    const auto kinds = reader.bytes(kinds_length);
    reader.bytes(session_id_length);
    reader.bytes(challenge_length);
    if (type != client_hello_type || !reader.ok() || !reader.empty() || kinds.size() % 3 != 0) {
        return std::nullopt;
    }
    for (ByteReader each(kinds); !each.empty();) {
        const std::uint8_t first = each.u8();
        const std::uint16_t suite = each.u16();
        if (first == 0) {  // the others are SSLv2's own kinds
            hello.cipher_suites.push_back(suite);
        }
    }
    return hello;
}

bool ClientHello::has_fallback_scsv() const {
    return std::find(cipher_suites.begin(), cipher_suites.end(), fallback_scsv_code) !=
           cipher_suites.end();
}

VersionSet ClientHello::offered_versions() const {
    VersionSet set;
    if (!supported_versions) {
        // RFC 8446 section 4.2.1: without the extension legacy_version counts, 1.2 at most.
        for (ProtocolVersion version :
             {ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_1, ProtocolVersion::tls_1_0}) {
            if (static_cast<std::uint16_t>(version) <= legacy_version) {
                return VersionSet{version};
            }
        }
        return set;
    }
    for (std::uint16_t code : *supported_versions) {
        if (const auto version = protocol_version_from_code(code)) {
            set.insert(*version);
        }
    }
    return set;
}

std::optional<ProtocolVersion> ClientHello::highest_offered() const {
    return offered_versions().highest();
}

VersionSet ClientHello::allowed_versions() const {
    const VersionSet named = offered_versions();
    const auto best = named.highest();
    return supported_versions || !best ? named : VersionSet::all().up_to(*best);
}

std::uint16_t ClientHello::legacy_offer() const {
    return std::min(legacy_version, static_cast<std::uint16_t>(ProtocolVersion::tls_1_2));
}

std::string ClientHello::offered() const {
    if (!supported_versions) {
        return version_code_name(legacy_offer());
    }
    std::vector<std::string> names;
    for (std::uint16_t code : *supported_versions) {
        if (!is_grease(code)) {
            names.push_back(version_code_name(code));
        }
    }
    return names.empty() ? "-" : fmt::format("{}", fmt::join(names, ","));
}

std::string ClientHello::offered_words() const {
    return (supported_versions ? "" : "at most ") + offered();
}

}  // namespace tlsmatrix
