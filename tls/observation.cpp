#include <algorithm>
#include <array>
#include <string_view>

#include <tlsmatrix/tls/observation.hpp>

namespace tlsmatrix {
namespace {

// http_openings is how requests begin, as far as five bytes show it; the last is HTTP/2's preface.
constexpr std::array<std::string_view, 10> http_openings = {
    "GET ", "PUT ", "HEAD ", "POST ", "DELET", "CONNE", "OPTIO", "TRACE", "PATCH", "PRI *",
};

}  // namespace

const ObservedAlert* Observation::decisive_alert() const {
    const auto found = std::find_if(alerts.begin(), alerts.end(), [](const ObservedAlert& alert) {
        return alert.ends_handshake();
    });
    return found == alerts.end() ? nullptr : &*found;
}

const ObservedAlert* Observation::farewell(Sender from) const {
    const auto found = std::find_if(alerts.begin(), alerts.end(), [from](const Alert& alert) {
        return alert.sender == from && alert.closes_politely();
    });
    return found == alerts.end() ? nullptr : &*found;
}

bool Observation::plain_http() const {
    return std::any_of(http_openings.begin(), http_openings.end(),
                       [this](std::string_view opening) { return stray.starts_with(opening); });
}

}  // namespace tlsmatrix
