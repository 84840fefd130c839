#include <fmt/format.h>

#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::account {

std::string lowered_by(const HandshakeOutcome& first, VersionSet offered, bool unsigned_alert,
                       ProtocolVersion reached) {
    const auto* refused = std::get_if<Refused>(&first);
    if (refused != nullptr && !unsigned_alert) {
        return {};
    }
    const std::string what =
        refused == nullptr
            ? "no alert, which anyone on the way can bring about"
            : fmt::format("{}, {}", alert_name(refused->alert.description), unsigned_alert_words);
    return fmt::format(
        "{} was negotiated because the offer of {} ended with {}; TLS_FALLBACK_SCSV "
        "(--fallback-scsv) protects the lower attempt behind it, where the server knows it; "
        "with {} left out of the list, nobody on the way could bring it about",
        wire_name(reached), offered.wire_names(), what, wire_name(reached));
}

}  // namespace tlsmatrix::account
