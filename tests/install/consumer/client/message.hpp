// A header of somebody else's, whose name the package has as well.
#pragma once

namespace consumer {

inline constexpr int client_message = 1;

}  // namespace consumer
