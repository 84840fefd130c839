// A header of somebody else's, whose name the package has as well.
#pragma once

namespace consumer {

inline constexpr int tls_version_set = 1;

}  // namespace consumer
