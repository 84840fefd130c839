// A whole check: which versions a client accepts, and how that is known.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/check/abilities.hpp>
#include <tlsmatrix/check/verdict.hpp>
#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/tls/requirement.hpp>

namespace tlsmatrix::check {

// Unmet is something that is not as required. No version: it is about the client as a whole.
struct Unmet {
    std::optional<ProtocolVersion> version;
    std::string sentence;

    friend bool operator==(const Unmet&, const Unmet&) = default;
};

// Stance is what a client makes of a version over all its trials; in this order, the first that any
// trial shows is the version's.
enum class Stance {
    accepts,     // its request was answered at this version
    no_request,  // it negotiated the version, and sent no request
    offers,      // it offers the version, and then failed for its suites, signatures or policy
    undecided,   // nothing is proved: its sentence says why
    refuses,     // it would not speak it, whatever the server was like
    not_tried,   // this OpenSSL cannot speak it
};

// stance_name is the word of JSON: accepts, no_request, ...
[[nodiscard]] std::string_view stance_name(Stance stance);

// Basis is what a refusal rests on.
enum class Basis {
    none,
    client,  // the client ended the handshake itself, on a ServerHello of the version
    offer,   // its hello has nothing that a server of the version could choose
};

// basis_name is the word of JSON: client, offer; empty for none.
[[nodiscard]] std::string_view basis_name(Basis basis);

// LeftOut is a run that was not made, by its server's name, and why.
struct LeftOut {
    std::string server;
    std::string reason;

    friend bool operator==(const LeftOut&, const LeftOut&) = default;
};

// Waited is how a wait for a client that nobody here can start came to its end.
struct Waited {
    enum class End { complete, timed_out, interrupted };

    End end = End::complete;
    bool exposed = false;
    std::chrono::milliseconds quiet{0};  // after which the client was taken to have done
};

// wait_end_name is the word of JSON: complete, timed_out, interrupted.
[[nodiscard]] std::string_view wait_end_name(Waited::End end);

// Level is what counts as accepted: an answered request, or a handshake for clients that send none.
enum class Level { request, handshake };

// TrialResult is a run and what it comes to.
struct TrialResult {
    TrialFacts facts;
    TrialVerdict verdict;
};

// VersionResult is what the trials of one version come to together.
struct VersionResult {
    ProtocolVersion version = ProtocolVersion::tls_1_0;
    Stance stance = Stance::not_tried;
    Basis basis = Basis::none;
    std::vector<std::size_t> trials = {};  // as indexes of Report::trials
    std::string sentence = {};             // for people: with which server what happened
    std::string doubt = {};                // why it is undecided; empty where it is not
};

// Report is a check's result.
struct Report {
    std::vector<std::string> command;
    std::optional<Requirement> requirement;
    Level level = Level::request;
    std::vector<std::string> proxied_names = {};  // that a proxy answers for; empty: no proxy
    std::optional<Waited> waited = std::nullopt;  // where the client was not started here
    std::vector<TrialResult> trials;
    std::vector<VersionResult> versions;  // all four, lowest first
    std::vector<LeftOut> left_out;
    std::vector<std::string> observations;
    bool has_baseline = false;  // it is held against a saved report
    // unmet is what is not as required, or worse than the baseline.
    std::vector<Unmet> unmet;
    double seconds = 0;

    // accepted is the versions whose stance is accepts.
    [[nodiscard]] VersionSet accepted() const;
    // decides tells whether any version's stance is known: a check that decides nothing has failed.
    [[nodiscard]] bool is_gate() const { return requirement || has_baseline; }
    [[nodiscard]] bool decides() const;
    // trial is the one of that name, such as `all` or `reset`; nullptr where there was none.
    [[nodiscard]] const TrialResult* trial(std::string_view name) const;
};

// judge_versions looks at all trials together. A refusal is one that the client made itself, or
// that its offer leaves no doubt about.
[[nodiscard]] std::vector<VersionResult> judge_versions(
    const std::vector<TrialResult>& trials, Level level = Level::request,
    const Abilities& abilities = check::abilities());

// unmet_of compares with what is required: what must work is accepted, by a client that says so
// with exit 0, and what must be refused is known to be. Anything undecided is unmet, whatever
// version it is about.
[[nodiscard]] std::vector<Unmet> unmet_of(const std::vector<VersionResult>& versions,
                                          const std::vector<TrialResult>& trials,
                                          const Requirement& requirement,
                                          Level level = Level::request);

// observe tells what else the trials show: what the client offers, what it does after an alert or a
// reset, whether it falls below what it could speak, where its exit status is wrong.
[[nodiscard]] std::vector<std::string> observe(const std::vector<VersionResult>& versions,
                                               const std::vector<TrialResult>& trials,
                                               std::optional<Requirement> requirement);

// describe tells which runs were not made and why, in one sentence; empty where none was left out.
[[nodiscard]] std::string describe(const std::vector<LeftOut>& left_out);

// check_json is one object as docs/check.schema.json describes it.
[[nodiscard]] boost::json::object check_json(const Report& report);
// check_document says in words what that says, new or saved. Throws report::Misread where it is no
// such object.
[[nodiscard]] report::Document check_document(boost::json::value report);

}  // namespace tlsmatrix::check
