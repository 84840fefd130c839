// The live page as HTML and as JSON, made of values alone. Internal.
#pragma once

#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tlsmatrix/live/sightings.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::live {

// Target is a row: where a client can go, and what is accepted there.
struct Target {
    std::string host;  // as the URL has it
    std::string name;  // as a hello names it; empty for an address (RFC 6066 section 3)
    std::uint16_t port = 0;
    VersionSet versions = {};

    [[nodiscard]] std::string origin() const;
};

// targets_of is a row for each listener, and for the one with the most versions the names of its
// sets, with that one port.
[[nodiscard]] std::vector<Target> targets_of(const std::vector<server::ListenerInfo>& listeners);

// LivePage is all that the page says. `own` is the connection that it is sent on.
struct LivePage {
    const server::ConnectionFacts& own;
    std::vector<Target> targets;
    std::vector<Sighting> seen;
    std::string ca_file;
};

[[nodiscard]] std::string live_html(const LivePage& page);
[[nodiscard]] boost::json::object live_json(const LivePage& page);

// whole_page has the head that all pages have; `body` begins with its tag, and is HTML already.
[[nodiscard]] std::string whole_page(std::string_view title, std::string_view script,
                                     std::string_view body);

// page_policy is the Content-Security-Policy of a page: nothing but its own script, style and event
// stream, and connections to these origins.
[[nodiscard]] std::string page_policy(const std::vector<Target>& targets);

}  // namespace tlsmatrix::live
