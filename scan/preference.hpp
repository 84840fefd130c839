// Whether a server has an order of its own among its cipher suites, or takes the client's first.
//   if (auto offer = preference_offer(found)) judge_preference(found, *offer, chosen);
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tlsmatrix::scan {

// Preference is whose order decides: the server's, the client's, nobody can tell, or there is only
// one suite.
enum class Preference { server, client, unclear, single };

[[nodiscard]] std::string_view preference_name(Preference preference);

// preference_offer is the order to offer the suites in that were found, in the order in which they
// were chosen: the last one first, so that a server which has an order chooses another than one
// which has none. ChaCha20 stands first only where nothing else could tell, since a server with an
// order may still give it to a client which puts it first. Nullopt for fewer than two suites.
[[nodiscard]] std::optional<std::vector<std::uint16_t>> preference_offer(
    const std::vector<std::uint16_t>& found);

// judge_preference tells from what was chosen of that offer.
[[nodiscard]] Preference judge_preference(const std::vector<std::uint16_t>& found,
                                          const std::vector<std::uint16_t>& offered,
                                          std::uint16_t chosen);

// chacha20_offer puts ChaCha20 first, for a server whose order puts it elsewhere; nullopt where it
// has none or stands first anyway.
[[nodiscard]] std::optional<std::vector<std::uint16_t>> chacha20_offer(
    const std::vector<std::uint16_t>& found);

}  // namespace tlsmatrix::scan
