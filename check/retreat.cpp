#include <algorithm>
#include <utility>

#include <tlsmatrix/check/retreat.hpp>

namespace tlsmatrix::check {

VersionSet Retreat::versions() const {
    VersionSet set;
    for (const ProtocolVersion version : all_versions) {
        const auto code = static_cast<std::uint16_t>(version);
        if (code >= to.lowest && code <= to.highest) {
            set.insert(version);
        }
    }
    return set;
}

namespace {

// What a server may choose decides, and then what it must: a later hello may have a lower maximum,
// and a higher minimum.
bool goes_lower(const Offer& one, const Offer& other) {
    return std::pair(one.lowest, one.highest) < std::pair(other.lowest, other.highest);
}

}  // namespace

std::optional<Retreat> retreat_in(const std::vector<ConnectionSight>& connections,
                                  const std::vector<Offer>& usual) {
    std::optional<Offer> first;
    std::optional<Retreat> lowest;
    for (const ConnectionSight& sight : connections) {
        const auto& hello = sight.observation.client_hello;
        if (!hello) {
            continue;
        }
        const Offer offer = offer_of(*hello);
        if (!first) {
            first = offer;
            continue;
        }
        const bool is_usual = std::find(usual.begin(), usual.end(), offer) != usual.end();
        if (offer.is_below(*first) && !is_usual && (!lowest || goes_lower(offer, lowest->to))) {
            lowest = Retreat{*first, offer, hello->has_fallback_scsv()};
        }
    }
    return lowest;
}

std::size_t retries_in(const std::vector<ConnectionSight>& connections,
                       const std::vector<Offer>& usual) {
    const std::size_t all = offers_of(connections).size();
    return all - std::min(all, std::max<std::size_t>(usual.size(), 1));
}

}  // namespace tlsmatrix::check
