// What a run of a client comes to, from what the server saw: pure functions of facts.
//   TrialVerdict verdict = judge(facts);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/check/profile.hpp>
#include <tlsmatrix/check/proxied.hpp>
#include <tlsmatrix/check/sight.hpp>
#include <tlsmatrix/process/child_process.hpp>

namespace tlsmatrix::check {

// Ending is how far the client came, over all of its connections: whatever says more about what it
// may still accept hides what says less. In this order, the first that any connection shows.
enum class Ending {
    served,           // negotiated, and its request was answered
    no_request,       // negotiated, and closed without a request
    goes_on,          // waits for the certificate, after a ServerHello that nothing follows
    failed,           // offered the version, then ended the handshake for another reason
    distrusted,       // does not trust the certificate, or does not find its name in it
    closed,           // closed or reset in the middle of the handshake, without an alert
    no_shared_suite,  // offers no cipher suite that the server has
    other_refusal,  // the server ended it for a reason that is no version: no_application_protocol
    not_tls,        // sent something that is no TLS
    refused,        // would not speak the version
    before_hello,   // connected, and sent no ClientHello
    never_connected,  // made no connection
    ambiguous,        // somebody came, who need not have been the client that is waited for
    hung,             // was still at it at the deadline: what it would have done next is not known
};

// ending_name is the word of JSON: served, no_request, ...
[[nodiscard]] std::string_view ending_name(Ending ending);

// ExitWord compares the client's exit status with what the server saw.
enum class ExitWord {
    agrees,
    claims_success,       // exit 0, though nothing was negotiated
    fails_after_success,  // another exit, though its request was answered
};

// exit_word_name is the word of JSON: agrees, claims_success, fails_after_success.
[[nodiscard]] std::string_view exit_word_name(ExitWord word);

// Invitation is where a client is told to connect that nobody here can start.
struct Invitation {
    std::string url;     // https://127.0.0.1:41231/; empty: the wait ended before it was told
    std::string server;  // the trial's name
};

// TrialFacts is what is known of a run.
struct TrialFacts {
    Trial trial;
    std::vector<ConnectionSight> connections;
    process::Finished child;
    std::size_t orphans = 0;  // processes that it left behind, and that were ended
    std::optional<Proxied> proxied = std::nullopt;  // where a proxy stands before the server
    // invited stands for a client that was waited for: it has no exit of its own, and is timed_out
    // where it was not done yet.
    std::optional<Invitation> invited = std::nullopt;
    // Why what came may be another client's; empty: no reason is known, or it was started
    // here.
    std::string doubtful_visitor = {};
};

// TrialVerdict is what they come to.
struct TrialVerdict {
    Ending ending = Ending::never_connected;
    std::optional<std::size_t> connection;   // the one that decides, as an index; none: no matter
    std::optional<Sender> decided_by;        // who ended it; none where it was served
    std::optional<Alert> alert;              // with which alert
    std::optional<ProtocolVersion> version;  // what was negotiated
    std::string cipher;
    bool names_version = false;  // the hello says in plain words that it offers the pinned version
    bool server_answered = false;  // there was a ServerHello
    ExitWord exit_word = ExitWord::agrees;
    std::string sentence;  // for people
};

// judge looks at one run alone: what only others can tell, such as whether the client trusts the
// authority at all, is judge_versions' matter.
[[nodiscard]] TrialVerdict judge(const TrialFacts& facts);

// pin_fault is a sentence where the server spoke anything but its pin: nothing can be judged then.
[[nodiscard]] std::optional<std::string> pin_fault(const Trial& trial, const TrialVerdict& verdict);

// describe is one phrase for people: `exit 35`, `ended by signal 9`, `stopped at its deadline`.
[[nodiscard]] std::string describe(const process::Exit& exit);

}  // namespace tlsmatrix::check
