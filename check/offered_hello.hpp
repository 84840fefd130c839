// What a hello offers, in the terms of a check: whether a version may be what it takes.
//   if (may_take(hello, ProtocolVersion::tls_1_0)) ...
#pragma once

#include <optional>
#include <vector>

#include <tlsmatrix/check/sight.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::check {

// Offer is the range of a hello, in codes of the wire: SSLv3 is in it, GREASE is not.
struct Offer {
    std::uint16_t highest = 0;
    std::uint16_t lowest = 0;  // 0 where the hello sets no lower bound

    // is_below tells whether it gives up something that the other insists on: a lower maximum, or a
    // lower minimum.
    [[nodiscard]] bool is_below(const Offer& other) const {
        return highest < other.highest || lowest < other.lowest;
    }

    friend bool operator==(const Offer&, const Offer&) = default;
};

[[nodiscard]] Offer offer_of(const ClientHello& hello);

// offers_of is one for each connection that had a hello, in their order.
[[nodiscard]] std::vector<Offer> offers_of(const std::vector<ConnectionSight>& connections);

// names tells whether the hello says in plain words that it offers the version: it lists it, or has
// no list and this maximum (RFC 8446 section 4.2.1, RFC 5246 section 7.4.1.2).
[[nodiscard]] bool names(const ClientHello& hello, ProtocolVersion version);

// may_take tells whether a server may choose the version by the hello's own words. One without a
// list has no lower bound.
[[nodiscard]] bool may_take(const ClientHello& hello, ProtocolVersion version);

// is_above tells whether the version is higher than anything that the hello offers.
[[nodiscard]] bool is_above(ProtocolVersion version, const ClientHello& hello);

// suites_for is the codes of the hello's suites that may be chosen at the version, in its order.
[[nodiscard]] std::vector<std::uint16_t> suites_for(const ClientHello& hello,
                                                    ProtocolVersion version);

}  // namespace tlsmatrix::check
