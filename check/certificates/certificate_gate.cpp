#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include <tlsmatrix/check/certificates/certificate_gate.hpp>

namespace tlsmatrix::check {
namespace {

// Decided is what a run comes to, and why it comes to nothing.
struct Decided {
    Taking taking = Taking::undecided;
    std::string sentence;
};

const ServerHello* answer_of(const TrialResult& trial) {
    if (!trial.verdict.connection) {
        return nullptr;
    }
    const auto& sight = trial.facts.connections.at(*trial.verdict.connection);
    const auto& answer = sight.observation.server_hello;
    return answer ? &*answer : nullptr;
}

bool is_taken(const TrialResult& trial, Level level) {
    return trial.verdict.ending == Ending::served ||
           (trial.verdict.ending == Ending::no_request && level == Level::handshake);
}

// Why a refusal would say nothing; empty where it says something.
std::string doubt_of(const TrialResult& good, const TrialResult& again, Level level) {
    if (!is_taken(good, level)) {
        return fmt::format("the good certificate was not accepted either: {}{}",
                           good.verdict.sentence,
                           good.verdict.ending == Ending::no_request
                               ? "; for a client that sends no HTTP there is --accept handshake"
                               : "");
    }
    if (again.verdict.ending != good.verdict.ending) {
        return fmt::format("the client did otherwise with the good certificate at the end: {}",
                           again.verdict.sentence);
    }
    return {};
}

// How a client says no is its own matter. What it was behind has to be the certificate: it came
// behind the ServerHello, at the version at which the good one was taken.
Decided refusal(const TrialResult& trial, const TrialResult& good) {
    const std::string& sentence = trial.verdict.sentence;
    if (trial.facts.child.exit.signal) {
        return {Taking::undecided,
                fmt::format("the client was {}: {}", describe(trial.facts.child.exit), sentence)};
    }
    const ServerHello* answer = answer_of(trial);
    if (answer == nullptr || trial.verdict.decided_by != Sender::client) {
        return {Taking::undecided, fmt::format("no certificate came to it: {}", sentence)};
    }
    const ServerHello* usual = answer_of(good);
    if (usual != nullptr && usual->version != answer->version) {
        return {Taking::undecided,
                fmt::format("it was at another version than the good certificate: {}", sentence)};
    }
    return {Taking::refused, sentence};
}

// A client that verifies once the handshake is over leaves without its request.
Decided left_after_handshake(const TrialResult& trial, const TrialResult& good, Level level) {
    if (good.verdict.ending == Ending::served) {
        Decided decided = refusal(trial, good);
        if (decided.taking == Taking::refused) {
            decided.sentence =
                "finished the handshake and left without the request that the good certificate had";
        }
        return decided;
    }
    return {level == Level::handshake ? Taking::accepted : Taking::undecided,
            trial.verdict.sentence};
}

Decided decide(const TrialResult& trial, const TrialResult& good, Level level) {
    switch (trial.verdict.ending) {
        case Ending::served:
            return {Taking::accepted, trial.verdict.sentence};
        case Ending::no_request:
            return left_after_handshake(trial, good, level);
        case Ending::distrusted:
        case Ending::failed:
        case Ending::closed:
            return refusal(trial, good);
        case Ending::no_shared_suite:
            return {Taking::lacking, trial.verdict.sentence};
        default:
            return {Taking::undecided, trial.verdict.sentence};
    }
}

bool must_refuse(const ZooEntry& entry, const GateOptions& options) {
    return entry.demand == ZooDemand::refuse ||
           (entry.demand == ZooDemand::refuse_by_crl && options.has_crl);
}

RowVerdict verdict_of(const CertificateRow& row, const GateOptions& options) {
    const ZooDemand demand = row.entry->demand;
    if (must_refuse(*row.entry, options) || demand == ZooDemand::accept) {
        const Taking wanted = demand == ZooDemand::accept ? Taking::accepted : Taking::refused;
        const bool proved = row.taking == Taking::accepted || row.taking == Taking::refused;
        return row.taking == wanted ? RowVerdict::passed
               : proved             ? RowVerdict::failed
                                    : RowVerdict::undecided;
    }
    const Taking better = demand == ZooDemand::either ? Taking::accepted : Taking::refused;
    return row.taking == better ? RowVerdict::passed : RowVerdict::told;
}

// What is told beside what happened, where the client may do so.
std::string excuse_of(const CertificateRow& row) {
    if (row.verdict != RowVerdict::told || row.taking == Taking::undecided) {
        return {};
    }
    switch (row.entry->demand) {
        case ZooDemand::should_refuse:
            return fmt::format(
                "; {} is against it, and no standard says that a client must refuse it",
                citation(*row.entry->standard));
        case ZooDemand::either:
            return "; no standard asks every client for such keys";
        case ZooDemand::refuse_by_crl:
            return "; nothing told it of the CRL: {crl} in the command stands for its file";
        default:
            return {};
    }
}

}  // namespace

std::string_view taking_name(Taking taking) {
    constexpr std::array<std::string_view, 4> names{"accepted", "refused", "lacking", "undecided"};
    return names[static_cast<std::size_t>(taking)];
}

std::string_view row_verdict_name(RowVerdict verdict) {
    constexpr std::array<std::string_view, std::size(row_verdicts)> names{"passed", "failed",
                                                                          "undecided", "told"};
    return names[static_cast<std::size_t>(verdict)];
}

std::vector<CertificateRow> judge_certificates(const std::vector<const ZooEntry*>& entries,
                                               const std::vector<TrialResult>& trials,
                                               const TrialResult& again,
                                               const GateOptions& options) {
    const TrialResult& good = trials.front();
    const std::string doubt = doubt_of(good, again, options.level);
    std::vector<CertificateRow> rows;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        Decided decided = decide(trials[i], good, options.level);
        const bool is_good = i == 0;
        if (!is_good && decided.taking != Taking::accepted && !doubt.empty()) {
            decided = {Taking::undecided, doubt};
        }
        CertificateRow row{entries[i], decided.taking, RowVerdict::undecided,
                           std::move(decided.sentence), trials[i]};
        row.verdict = verdict_of(row, options);
        row.sentence += excuse_of(row);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::size_t CertificateReport::count(RowVerdict verdict) const {
    return static_cast<std::size_t>(
        std::count_if(rows.begin(), rows.end(),
                      [verdict](const CertificateRow& row) { return row.verdict == verdict; }));
}

bool CertificateReport::is_as_demanded() const {
    return count(RowVerdict::failed) + count(RowVerdict::undecided) == 0;
}

}  // namespace tlsmatrix::check
