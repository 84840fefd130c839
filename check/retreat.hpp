// Whether a client offers less once a connection failed: a dance down.
//   if (auto retreat = retreat_in(facts.connections, usual)) ...
#pragma once

#include <optional>
#include <vector>

#include <tlsmatrix/check/offered_hello.hpp>

namespace tlsmatrix::check {

// Retreat is a later hello of a run that gives up what the first insisted on.
struct Retreat {
    Offer from;
    Offer to;
    bool fallback_scsv = false;  // it says so to the server (RFC 7507)

    // versions is what a server may choose from it.
    [[nodiscard]] VersionSet versions() const;
};

// retreat_in is the later hello of a run with the lowest minimum, and of those with the lowest
// maximum, where it is below the first. Hellos that the
// client sends where nothing fails, `usual`, are requests of their own and no retreat.
[[nodiscard]] std::optional<Retreat> retreat_in(const std::vector<ConnectionSight>& connections,
                                                const std::vector<Offer>& usual);

// retries_in counts the connections with a hello beyond those that the client makes where nothing
// fails, and beyond its first.
[[nodiscard]] std::size_t retries_in(const std::vector<ConnectionSight>& connections,
                                     const std::vector<Offer>& usual);

}  // namespace tlsmatrix::check
