#include <algorithm>

#include <tlsmatrix/matrix/detail/cell_transport.hpp>

namespace tlsmatrix::matrix {

Transport transport_of(const Cell& cell) {
    const auto value_of = [&cell](std::string_view name) -> std::string_view {
        const auto found = std::find_if(cell.axes.begin(), cell.axes.end(),
                                        [name](const auto& axis) { return axis.first == name; });
        return found == cell.axes.end() ? std::string_view() : found->second;
    };
    const std::string_view named = value_of("transport");
    if (named == "memory" ||
        (named.empty() && !(value_of("session").empty() && value_of("post-handshake").empty()))) {
        return Transport::memory;
    }
    return named == "relay" ? Transport::relay : Transport::loopback;
}

}  // namespace tlsmatrix::matrix
