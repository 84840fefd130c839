#include <array>

#include <fmt/format.h>

#include <tlsmatrix/tls/handshake_outcome.hpp>

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

struct Shorten {
    std::string operator()(const Negotiated& it) const {
        return std::string(short_name(it.version));
    }
    std::string operator()(const Refused& it) const {
        return fmt::format("{}{}", it.alert.sender == Sender::client ? 'C' : 'S',
                           it.alert.description);
    }
    std::string operator()(const Closed&) const { return "cls"; }
    std::string operator()(const Aborted&) const { return "abt"; }
    std::string operator()(const TimedOut&) const { return "t/o"; }
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

std::string short_outcome(const HandshakeOutcome& outcome) {
    return std::visit(Shorten{}, outcome);
}

}  // namespace tlsmatrix
