#include <algorithm>
#include <cctype>
#include <ostream>

#include <fmt/format.h>

#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {
namespace {

struct Names {
    ProtocolVersion version;
    std::string_view wire;
    std::string_view brief;
};

constexpr std::array version_names{
    Names{ProtocolVersion::tls_1_0, "TLSv1", "1.0"},
    Names{ProtocolVersion::tls_1_1, "TLSv1.1", "1.1"},
    Names{ProtocolVersion::tls_1_2, "TLSv1.2", "1.2"},
    Names{ProtocolVersion::tls_1_3, "TLSv1.3", "1.3"},
};

const Names& names_of(ProtocolVersion version) {
    return version_names[static_cast<std::uint16_t>(version) -
                         static_cast<std::uint16_t>(ProtocolVersion::tls_1_0)];
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) ==
               std::tolower(static_cast<unsigned char>(b));
    });
}

}  // namespace

std::string_view wire_name(ProtocolVersion version) {
    return names_of(version).wire;
}

std::string_view short_name(ProtocolVersion version) {
    return names_of(version).brief;
}

std::ostream& operator<<(std::ostream& out, ProtocolVersion version) {
    return out << wire_name(version);
}

std::optional<ProtocolVersion> parse_protocol_version(std::string_view text) {
    if (equal_ignoring_case(text, "TLSv1.0")) {
        return ProtocolVersion::tls_1_0;
    }
    for (const Names& each : version_names) {
        if (text == each.brief || equal_ignoring_case(text, each.wire)) {
            return each.version;
        }
    }
    return std::nullopt;
}

std::optional<ProtocolVersion> protocol_version_from_code(std::uint16_t code) {
    for (ProtocolVersion version : all_versions) {
        if (static_cast<std::uint16_t>(version) == code) {
            return version;
        }
    }
    return std::nullopt;
}

std::string version_code_name(std::uint16_t code) {
    if (auto version = protocol_version_from_code(code)) {
        return std::string(wire_name(*version));
    }
    if (code == sslv2_code) {
        return "SSLv2";
    }
    if (code == sslv3_code) {
        return "SSLv3";
    }
    if (is_grease(code)) {
        return "GREASE";
    }
    return fmt::format("0x{:04x}", code);
}

}  // namespace tlsmatrix
