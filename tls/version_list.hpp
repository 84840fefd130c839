// A set of versions as JSON has it, in every report and file.
#pragma once

#include <boost/json/array.hpp>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// version_list is the short names, lowest first: ["1.0", "1.2"].
[[nodiscard]] boost::json::array version_list(VersionSet set);

}  // namespace tlsmatrix
