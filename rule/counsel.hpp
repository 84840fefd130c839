// What follows from a negotiation for whoever reads of it: what to change, and what today's
// standards ask of the two ends beside what is done.
//   advice_of(client, server, negotiate(client, server))
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/rule/negotiation.hpp>

namespace tlsmatrix {

// Demand is one thing that a standard asks in this case.
struct Demand {
    std::string text;    // what is asked, and what is done
    std::string source;  // where
    bool met = false;
};

// advice_of is a sentence: what to change to get a connection, or the best one.
[[nodiscard]] std::string advice_of(const ClientEndpoint& client, const ServerEndpoint& server,
                                    const Negotiation& negotiation);

// demands_of is what RFC 9846, 8996 and 9325 ask here.
[[nodiscard]] std::vector<Demand> demands_of(const ClientEndpoint& client,
                                             const ServerEndpoint& server,
                                             const Negotiation& negotiation);

}  // namespace tlsmatrix
