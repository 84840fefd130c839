// Internal. The way that OpenSSL takes through openssl.cnf to what it presets for TLS, and the
// sections that it does not come to.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <openssl/conf.h>

#include <tlsmatrix/engine/system_presets.hpp>

namespace tlsmatrix {

// config_way: openssl_conf names a section, ssl_conf there another, whose system_default names the
// one with the presets.
inline constexpr std::array config_way{"openssl_conf", "ssl_conf", "system_default"};

// config_value is null without such a value. A section that is null is the one before all others.
[[nodiscard]] const char* config_value(const CONF* config, const char* section, const char* name);

// way_of is the sections on that way as far as it leads: an empty one, which stands before the
// first, and one more for each step.
[[nodiscard]] std::vector<std::string> way_of(const CONF* config);

// find_unreached_section looks for one that sets something of TLS, and that no program comes to by
// its own name either.
[[nodiscard]] std::optional<UnreachedSection> find_unreached_section(const std::string& text,
                                                                     const CONF* config);

}  // namespace tlsmatrix
