#include <algorithm>
#include <array>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/explain/hello_parts.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>

namespace tlsmatrix::explain {
namespace {

constexpr std::uint16_t encrypted_client_hello = 0xfe0d;

// An outer one has a cipher suite of HPKE, a number, a key and the hello that is encrypted; of an
// inner one the type is all.
void read_ech(std::span<const std::uint8_t> body, HelloParts& parts) {
    ByteReader reader(body);
    const std::uint8_t type = reader.u8();
    if (type == 1 && reader.ok()) {
        parts.ech = reader.empty() ? Ech::inner : Ech::malformed;
        return;
    }
    reader.u16();
    reader.u16();
    reader.u8();
    reader.vector16();
    parts.ech_payload = reader.vector16().size();
    parts.ech = type == 0 && reader.ok() && reader.empty() && parts.ech_payload > 0
                    ? Ech::outer_or_grease
                    : Ech::malformed;
}

void read_extension(std::uint16_t type, std::span<const std::uint8_t> body, HelloParts& parts) {
    switch (type) {
        case encrypted_client_hello:
            return read_ech(body, parts);
        case extension::pre_shared_key:
            parts.pre_shared_key = true;
            return;
        case extension::session_ticket:
            parts.ticket = !body.empty();
            return;
        default:
            return;
    }
}

bool has_grease(const std::vector<std::uint16_t>& codes) {
    return std::any_of(codes.begin(), codes.end(), is_grease);
}

}  // namespace

std::string_view ech_name(Ech ech) {
    constexpr std::array<std::string_view, 4> names{"none", "outer_or_grease", "inner",
                                                    "malformed"};
    return names[static_cast<std::size_t>(ech)];
}

HelloParts hello_parts(std::span<const std::uint8_t> message, const ClientHello& hello) {
    HelloParts parts;
    parts.grease = has_grease(hello.cipher_suites) || has_grease(hello.extensions) ||
                   has_grease(hello.supported_groups) ||
                   (hello.supported_versions && has_grease(*hello.supported_versions));
    if (hello.format == ClientHello::Format::sslv2) {
        return parts;
    }
    ByteReader reader(message);
    reader.bytes(4 + 2 + 32);
    reader.vector8();
    reader.vector16();
    reader.vector8();
    ByteReader extensions(reader.vector16());
    while (!extensions.empty()) {
        const std::uint16_t type = extensions.u16();
        read_extension(type, extensions.vector16(), parts);
    }
    return parts;
}

VersionSet holes_of(VersionSet offered) {
    const auto lowest = offered.lowest();
    return lowest ? VersionSet::between(*lowest, *offered.highest()) - offered : VersionSet{};
}

}  // namespace tlsmatrix::explain
