#include "tls/handshake_outcome.hpp"

#include <array>

#include <fmt/format.h>

namespace tlsmatrix {
namespace {

struct Describe {
    std::string operator()(const Negotiated& it) const {
        return fmt::format("{}, {}{}", wire_name(it.version), it.cipher,
                           it.resumed ? ", resumed" : "");
    }
    std::string operator()(const Refused& it) const {
        return fmt::format("the {} refused with {}", sender_name(it.alert.sender),
                           alert_name(it.alert.description));
    }
    std::string operator()(const Closed& it) const { return it.reason; }
    std::string operator()(const Aborted& it) const { return it.reason; }
    std::string operator()(const TimedOut& it) const {
        return fmt::format("no answer within {:.3g} s",
                           std::chrono::duration<double>(it.after).count());
    }
};

}  // namespace

std::string_view outcome_name(const HandshakeOutcome& outcome) {
    constexpr std::array<std::string_view, std::variant_size_v<HandshakeOutcome>> names{
        "negotiated", "refused", "closed", "aborted", "timed_out"};
    return names[outcome.index()];
}

std::string describe(const HandshakeOutcome& outcome) {
    return std::visit(Describe{}, outcome);
}

}  // namespace tlsmatrix
