// The report of a relay: what went through it, as JSON and as a document.
//   report::Document document = relay_document(relay_json(report));
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include <tlsmatrix/process/child_process.hpp>
#include <tlsmatrix/relay/attack_judge.hpp>
#include <tlsmatrix/relay/handshake_told.hpp>
#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/tls/local_library.hpp>

namespace tlsmatrix::relay {

// ClientRun is the command that was run against the relay.
struct ClientRun {
    std::vector<std::string> command;
    process::Finished finished;
};

// AttackTrial is an attack that was tried: the forecast, what came of it, and the verdict.
struct AttackTrial {
    Attack attack = {};
    Forecast expected = {};
    Drive drive = {};
    std::optional<ClientRun> client = {};
    Judged judged = {};
};

// Report is one life of a relay. Of the first max_told connections all is kept; the others are
// counted.
struct Report {
    static constexpr std::size_t max_told = 1'000;

    std::string to;       // as it was asked for
    std::string address;  // what that is
    bool remote = false;  // not on loopback
    std::string listener;
    std::vector<Attack> attacks = {};
    std::uint64_t seed = 1;
    bool trace = false;  // the document tells each message
    std::optional<ClientRun> client = {};
    std::vector<HandshakeTold> handshakes = {};
    std::vector<AttackTrial> trials = {};  // of `--attack all`; `handshakes` are without an attack
    std::size_t connections = 0;
    std::size_t left_out = 0;
    std::chrono::duration<double> seconds{0};
    LocalLibrary local = {};

    // take keeps a handshake, or counts it.
    void take(HandshakeTold told);
    // is_as_forecast tells that each attack came to what was forecast, or is explained.
    [[nodiscard]] bool is_as_forecast() const;
};

// handshake_json is one of the report's list.
[[nodiscard]] boost::json::object handshake_json(const HandshakeTold& told);

[[nodiscard]] boost::json::object relay_json(const Report& report);

// relay_document makes a document of that JSON. Throws report::Misread where it cannot.
[[nodiscard]] report::Document relay_document(boost::json::value report);

}  // namespace tlsmatrix::relay
