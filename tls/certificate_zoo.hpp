// Certificates that are wrong in one way each, and right ones that are rare, as a table.
//   const ZooEntry* entry = find_in_zoo("expired");   // null: no such name
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix {

// ZooDemand is what a client that follows the standards makes of a certificate.
enum class ZooDemand {
    accept,         // takes it
    refuse,         // must refuse it
    should_refuse,  // refuses it, unless its policy is an older one
    either,         // may lack the algorithm: no standard asks every client for it
    refuse_by_crl,  // refuses it, if it was given the CA's list of revoked certificates
};

// ZooEntry is a row of the table. `good` is the first, and what all others differ from in one
// thing.
struct ZooEntry {
    std::string_view name;
    std::string_view summary;  // what is so about it, as the end of `its certificate ...`
    ZooDemand demand = ZooDemand::accept;
    // standard is where that is said; none for one that nothing is wrong with.
    std::optional<Standard> standard = std::nullopt;
    // badssl is the name below badssl.com of the one like it; empty: it has none.
    std::string_view badssl = {};
};

[[nodiscard]] std::span<const ZooEntry> certificate_zoo();
[[nodiscard]] const ZooEntry* find_in_zoo(std::string_view name);
[[nodiscard]] std::vector<std::string_view> zoo_names();

// zoo_demand_words is what a client does with one: `accepts it`, `refuses it`, ...
[[nodiscard]] std::string_view zoo_demand_words(ZooDemand demand);

// zoo_table is the list as text, two lines each: name and what is so about it; what a client that
// follows the standards does, by which of them, and badssl.com's name.
[[nodiscard]] std::string zoo_table();

}  // namespace tlsmatrix
