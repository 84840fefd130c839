#include "matrix/transport.hpp"

#include <algorithm>

namespace tlsmatrix::matrix {

Transport transport_of(const Cell& cell) {
    const auto found = std::find_if(cell.axes.begin(), cell.axes.end(),
                                    [](const auto& axis) { return axis.first == "transport"; });
    if (found == cell.axes.end() || found->second == "loopback") {
        return Transport::loopback;
    }
    return found->second == "memory" ? Transport::memory : Transport::relay;
}

}  // namespace tlsmatrix::matrix
