// The host names that stand for a set of versions.
//   set_host_name(VersionSet::parse("1.0,1.2").value()) == "only-10-12.localhost"
#pragma once

#include <string>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// set_host_name is the name below localhost of a set that is not empty: the digits of its versions,
// lowest first, joined by hyphens.
[[nodiscard]] std::string set_host_name(VersionSet set);

}  // namespace tlsmatrix
