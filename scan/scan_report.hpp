// What a scan found, as a value, as JSON and as a document.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/scan/behaviour.hpp>
#include <tlsmatrix/scan/finding.hpp>
#include <tlsmatrix/scan/group.hpp>
#include <tlsmatrix/scan/preference.hpp>
#include <tlsmatrix/scan/target.hpp>
#include <tlsmatrix/tls/local_library.hpp>
#include <tlsmatrix/tls/requirement.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::scan {

// VersionReport is one version, from SSLv2 on.
struct VersionReport {
    std::uint16_t version = 0;
    std::optional<bool> spoken;              // nullopt: undecided, see why_undecided
    std::vector<std::uint32_t> suites = {};  // in the order in which the server chose them
    Preference preference = Preference::unclear;
    bool chacha20_first = false;  // gives ChaCha20 to a client that puts it first, all the same
    DowngradeSentinel sentinel = DowngradeSentinel::none;
    std::optional<Answer> refusal = {};  // what the server did instead of choosing this version
    bool in_doubt = false;               // an offer was never answered: there may be more suites
    std::optional<std::uint16_t> not_offered = {};  // a suite that it chose without being offered
    std::optional<GroupsReport> groups = {};        // nullopt: they were not asked for
    std::string why_undecided = {};  // where spoken is nullopt; empty: the scan ended early
};

// Elsewhere is the same port, reached in another way: what it supports there.
struct Elsewhere {
    std::string address;
    std::string server_name;                   // empty: none was sent
    std::vector<VersionReport> versions = {};  // without their suites
};

// ProbeReport is a hello with something odd, and what came of it.
struct ProbeReport {
    Probe::Kind kind = Probe::Kind::unknown_version;
    std::string name;
    std::optional<std::uint16_t> expected;
    Answer answer;
    Verdict verdict = Verdict::unclear;
    // control is what the same hello without its oddity got, where that is no better: then the
    // oddity is not what the server chokes on.
    std::optional<Answer> control = {};
};

// SentinelFinding is right where every version below the highest has the sentinel that it is to
// have (expected_sentinel), and untested where none is to have one. One that is missing is wrong of
// a server with 1.3, and unclear of one whose highest is 1.2, which only should set it. One at the
// highest version itself is wrong of any: clients that support more take it for an attack.
struct SentinelFinding {
    Verdict verdict = Verdict::untested;
    bool at_highest = false;
    std::vector<std::uint16_t> amiss = {};  // the versions that have none, or another
};

// HoleFinding is what comes of versions that are missing between two that are spoken: a client
// whose hello ends at one of them has to be given the highest below it (RFC 5246 appendix E.1).
// Wrong: it is refused, or warned of a downgrade, in vain. Unclear: whoever accepts the lower
// version gets it. Right: there is no hole.
struct HoleFinding {
    Verdict verdict = Verdict::untested;
    std::vector<std::uint16_t> missing = {};
    std::string breaks = {};  // whom, in words; empty where there is no hole
};

// Report is a whole scan.
struct Report {
    Target target;
    std::string address;
    std::vector<VersionReport> versions = {};  // SSLv2 first
    Verdict fallback = Verdict::untested;
    std::optional<Answer> fallback_answer = {};
    std::vector<ProbeReport> probes = {};
    std::optional<std::string> stopped = {};  // why it ended early; nullopt: all was asked
    std::size_t connections = 0;
    double seconds = 0;
    std::optional<Requirement> required = {};
    LocalLibrary local = {};  // the OpenSSL of who asks, for what its clients cannot speak
    std::optional<std::string> server_name = {};  // what the hellos named; nullopt: none
    std::vector<std::string> unreachable = {};    // addresses of the target where nobody answered
    std::vector<Elsewhere> elsewhere = {};  // other addresses, and the first one without a name
    bool chosen = false;                    // a ServerHello came at all
    std::optional<std::uint16_t> bogus_choice = {};  // a version that none may choose
    std::optional<Alert> warning = {};               // before a ServerHello, the first
    std::uint16_t warned_at = 0;                     // the highest version of such a ServerHello
    std::optional<Closing> closing = {};             // nullopt: nobody looked

    // versions_spoken is the TLS versions among those that the server speaks.
    [[nodiscard]] VersionSet versions_spoken() const;
    // speaks_ssl tells whether it speaks SSLv2 or SSLv3.
    [[nodiscard]] bool speaks_ssl() const;
    // meets tells whether all that is required is so wherever it was asked. A scan that ended early
    // meets nothing, and neither does one that left any version undecided.
    [[nodiscard]] bool meets(const Requirement& required) const;
    [[nodiscard]] SentinelFinding sentinel() const;
    [[nodiscard]] HoleFinding holes() const;
};

// decide_refused fills in `spoken` and `why_undecided` from what the server did at a version that
// it did not choose. An alert is a no, but for unrecognized_name, which is about the name; another
// version and what is no TLS are, too. A connection that just ends is one where it did so
// `times_asked` times, twice at least; silence tells nothing, but of SSLv2, whose hello other
// servers take for the beginning of a record.
void decide_refused(VersionReport& version, int times_asked);

// unlike lists what is not as required, in words: `TLSv1 is spoken, TLSv1.3 is not spoken`; empty
// where all is.
[[nodiscard]] std::string unlike(const Report& report, const Requirement& required);

// place_of says in a sentence where that is: ` at 192.0.2.2`, ` at 192.0.2.1 without a server
// name`.
[[nodiscard]] std::string place_of(const Elsewhere& elsewhere);

// suite_name_at is OpenSSL's name of a suite at a version, of SSLv2's kinds too.
[[nodiscard]] std::string suite_name_at(std::uint16_t version, std::uint32_t code);

// scan_json is one object as docs/scan.schema.json describes it.
[[nodiscard]] boost::json::object scan_json(const Report& report);
// scan_document says in words what that says, new or saved. Throws report::Misread where it is no
// such object.
[[nodiscard]] report::Document scan_document(boost::json::value report);

}  // namespace tlsmatrix::scan
