// Versions and sets of them in fmt::format: "{}" is what operator<< prints, with a string's flags.
//   fmt::format("{:>8}", ProtocolVersion::tls_1_1) == " TLSv1.1"
#pragma once

#include <fmt/format.h>

#include <tlsmatrix/tls/version_set.hpp>

template <>
struct fmt::formatter<tlsmatrix::ProtocolVersion> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(tlsmatrix::ProtocolVersion version, Context& context) const {
        return fmt::formatter<std::string_view>::format(tlsmatrix::wire_name(version), context);
    }
};

template <>
struct fmt::formatter<tlsmatrix::VersionSet> : fmt::formatter<std::string_view> {
    template <class Context>
    auto format(tlsmatrix::VersionSet set, Context& context) const {
        return fmt::formatter<std::string_view>::format(set.wire_names(), context);
    }
};
