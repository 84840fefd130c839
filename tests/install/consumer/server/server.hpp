// A header of somebody else's, whose name the package has as well.
#pragma once

namespace consumer {

inline constexpr int server_server = 1;

}  // namespace consumer
