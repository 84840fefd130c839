// The host names that stand for a set of versions.
//   set_host_name(VersionSet::parse("1.0,1.2").value()) == "only-10-12.localhost"
//   set_of_host_name("only-10-12.localhost") == VersionSet::parse("1.0,1.2").value()
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// set_host_name is the name below localhost of a set that is not empty: the digits of its versions,
// lowest first, joined by hyphens.
[[nodiscard]] std::string set_host_name(VersionSet set);

// set_of_host_name is the set that such a name stands for, in any case (RFC 4343); nullopt of any
// other name, one with its versions out of order included: no certificate has that.
[[nodiscard]] std::optional<VersionSet> set_of_host_name(std::string_view name);

}  // namespace tlsmatrix
