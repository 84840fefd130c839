#include <fmt/format.h>

#include <tlsmatrix/client/receipt.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::client {

const Negotiated* Receipt::negotiated() const {
    return attempts.empty() ? nullptr : std::get_if<Negotiated>(&attempts.back().outcome);
}

const Alert* Receipt::refusal() const {
    const auto* refused =
        attempts.empty() ? nullptr : std::get_if<Refused>(&attempts.back().outcome);
    return refused == nullptr ? nullptr : &refused->alert;
}

std::vector<std::string> Receipt::warnings() const {
    std::vector<std::string> words;
    const Negotiated* reached = negotiated();
    for (std::size_t i = 0; reached != nullptr && i + 1 < attempts.size(); ++i) {
        const auto* refused = std::get_if<Refused>(&attempts[i].outcome);
        if (refused != nullptr && !attempts[i].unsigned_alert) {
            continue;
        }
        words.push_back(
            fmt::format("{} was negotiated because the offer of {} ended with {}{}{}",
                        wire_name(reached->version), attempts[i].offered.wire_names(),
                        refused == nullptr ? "no alert" : alert_name(refused->alert.description),
                        refused == nullptr ? ", which anyone on the way can bring about" : ", ",
                        refused == nullptr ? std::string_view() : account::unsigned_alert_words));
    }
    return words;
}

}  // namespace tlsmatrix::client
