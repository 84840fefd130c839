#include <fmt/format.h>

#include <tlsmatrix/tls/prediction.hpp>

namespace tlsmatrix {

std::string describe(const Prediction& prediction) {
    if (const auto* version = std::get_if<ProtocolVersion>(&prediction)) {
        return std::string(wire_name(*version));
    }
    const Alert& alert = std::get<Alert>(prediction);
    return fmt::format("the {} refuses with {}", sender_name(alert.sender),
                       alert_name(alert.description));
}

}  // namespace tlsmatrix
