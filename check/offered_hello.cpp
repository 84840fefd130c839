#include <algorithm>

#include <tlsmatrix/check/offered_hello.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::check {
namespace {

constexpr auto code_1_2 = static_cast<std::uint16_t>(ProtocolVersion::tls_1_2);
constexpr auto code_1_3 = static_cast<std::uint16_t>(ProtocolVersion::tls_1_3);

}  // namespace

Offer offer_of(const ClientHello& hello) {
    if (!hello.supported_versions) {
        return {std::min(hello.legacy_version, code_1_2), 0};
    }
    Offer offer;
    for (const std::uint16_t code : *hello.supported_versions) {
        if (code >= sslv3_code && code <= code_1_3) {
            offer.highest = std::max(offer.highest, code);
            offer.lowest = offer.lowest == 0 ? code : std::min(offer.lowest, code);
        }
    }
    return offer;
}

std::vector<Offer> offers_of(const std::vector<ConnectionSight>& connections) {
    std::vector<Offer> offers;
    for (const ConnectionSight& sight : connections) {
        if (sight.observation.client_hello) {
            offers.push_back(offer_of(*sight.observation.client_hello));
        }
    }
    return offers;
}

bool names(const ClientHello& hello, ProtocolVersion version) {
    return hello.offered_versions().contains(version);
}

bool may_take(const ClientHello& hello, ProtocolVersion version) {
    return hello.allowed_versions().contains(version);
}

bool is_above(ProtocolVersion version, const ClientHello& hello) {
    return static_cast<std::uint16_t>(version) > offer_of(hello).highest;
}

std::vector<std::uint16_t> suites_for(const ClientHello& hello, ProtocolVersion version) {
    std::vector<std::uint16_t> suites;
    for (const std::uint16_t code : hello.cipher_suites) {
        const CipherSuite* suite = find_suite(code);
        if (suite != nullptr && versions_of(*suite).contains(version)) {
            suites.push_back(code);
        }
    }
    return suites;
}

}  // namespace tlsmatrix::check
