#include <algorithm>
#include <array>
#include <functional>

#include <tlsmatrix/scan/preference.hpp>
#include <tlsmatrix/scan/suite_order.hpp>

namespace tlsmatrix::scan {
namespace {

constexpr std::array<std::string_view, 4> order_names{"server", "client", "unclear", "single"};

std::size_t count_of_others(const std::vector<std::uint16_t>& suites) {
    return static_cast<std::size_t>(
        std::count_if(suites.begin(), suites.end(), std::not_fn(is_chacha20)));
}

}  // namespace

std::string_view preference_name(Preference preference) {
    return order_names[static_cast<std::size_t>(preference)];
}

std::optional<std::vector<std::uint16_t>> preference_offer(
    const std::vector<std::uint16_t>& found) {
    if (found.size() < 2) {
        return std::nullopt;
    }
    std::vector<std::uint16_t> offer(found.rbegin(), found.rend());
    // One other suite alone, and chosen first: only ChaCha20 can be put before it.
    const bool only_chacha20_tells = count_of_others(found) == 1 && !is_chacha20(found.front());
    if (!only_chacha20_tells) {
        std::stable_partition(offer.begin(), offer.end(), std::not_fn(is_chacha20));
    }
    return offer;
}

Preference judge_preference(const std::vector<std::uint16_t>& found,
                            const std::vector<std::uint16_t>& offered, std::uint16_t chosen) {
    if (chosen == offered.front()) {
        return is_chacha20(chosen) && count_of_others(found) > 0 ? Preference::unclear
                                                                 : Preference::client;
    }
    return chosen == found.front() ? Preference::server : Preference::unclear;
}

std::optional<std::vector<std::uint16_t>> chacha20_offer(const std::vector<std::uint16_t>& found) {
    if (found.empty() || is_chacha20(found.front())) {
        return std::nullopt;
    }
    std::vector<std::uint16_t> offer = found;
    std::stable_partition(offer.begin(), offer.end(), is_chacha20);
    return is_chacha20(offer.front()) ? std::optional(offer) : std::nullopt;
}

}  // namespace tlsmatrix::scan
