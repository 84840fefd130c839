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
        const Attempt& lost = attempts[i];
        std::string warning =
            account::lowered_by(lost.outcome, lost.offered, lost.unsigned_alert, reached->version);
        if (!warning.empty()) {
            words.push_back(std::move(warning));
        }
    }
    return words;
}

}  // namespace tlsmatrix::client
