#include <tlsmatrix/client/receipt.hpp>

namespace tlsmatrix::client {

const Negotiated* Receipt::negotiated() const {
    return attempts.empty() ? nullptr : std::get_if<Negotiated>(&attempts.back().outcome);
}

const Alert* Receipt::refusal() const {
    const auto* refused =
        attempts.empty() ? nullptr : std::get_if<Refused>(&attempts.back().outcome);
    return refused == nullptr ? nullptr : &refused->alert;
}

}  // namespace tlsmatrix::client
