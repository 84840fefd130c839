#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/version_sentences.hpp>

namespace tlsmatrix::check {
namespace {

constexpr std::array<std::string_view, 6> stance_names{"accepts",   "no_request", "offers",
                                                       "undecided", "refuses",    "not_tried"};

// Proven is what the client has shown that it can do: a failure means something only beside it.
struct Proven {
    bool works = false;  // it was served by some server
    bool trusts_rsa = false;
    bool trusts_ecdsa = false;

    [[nodiscard]] bool trusts(const Trial& trial) const {
        return trial.profile->key_type == certs::KeyType::rsa ? trusts_rsa : trusts_ecdsa;
    }
};

bool is_accepted(const TrialVerdict& verdict, Level level) {
    return verdict.ending == Ending::served ||
           (level == Level::handshake && verdict.ending == Ending::no_request);
}

Proven proven_by(const std::vector<TrialResult>& trials, Level level) {
    Proven proven;
    for (const TrialResult& trial : trials) {
        if (is_accepted(trial.verdict, level) && trial.facts.trial.profile != nullptr) {
            proven.works = true;
            const bool rsa = trial.facts.trial.profile->key_type == certs::KeyType::rsa;
            (rsa ? proven.trusts_rsa : proven.trusts_ecdsa) = true;
        }
    }
    return proven;
}

// Finding is a stance, and where it is undecided why.
struct Finding {
    Stance stance = Stance::undecided;
    std::string doubt;
};

Finding if_shown(bool shown, Stance stance, std::string_view doubt) {
    return shown ? Finding{stance, {}} : Finding{Stance::undecided, std::string(doubt)};
}

// A client that closes without a word may not have liked the certificate, unless it is known to.
Finding finding_of_closing(const TrialResult& trial, const Proven& proven) {
    const bool told = trial.verdict.server_answered && proven.trusts(trial.facts.trial);
    return if_shown(told, trial.verdict.names_version ? Stance::offers : Stance::refuses,
                    "it closed without an alert, which may be for any reason");
}

Finding finding_of(const TrialResult& trial, const Proven& proven, Level level) {
    switch (trial.verdict.ending) {
        case Ending::served:
            return {Stance::accepts, {}};
        case Ending::no_request:
            return {level == Level::handshake ? Stance::accepts : Stance::no_request, {}};
        case Ending::failed:
            return {Stance::offers, {}};
        case Ending::distrusted:
            return if_shown(proven.trusts(trial.facts.trial), Stance::offers,
                            "it does not accept the certificate");
        case Ending::refused:
            return {Stance::refuses, {}};
        case Ending::closed:
            return finding_of_closing(trial, proven);
        case Ending::no_shared_suite:
            return {Stance::undecided,
                    "a server with a cipher suite that it offers may get it there"};
        case Ending::before_hello:
            // A server shows nothing of its version before the hello: only a client that is told
            // the version can have decided by it.
            return if_shown(proven.works && trial.facts.trial.told, Stance::refuses,
                            "it never sent a hello");
        case Ending::other_refusal:
            return {Stance::undecided, "the server ended it for a reason that is no version"};
        case Ending::not_tls:
            return {Stance::undecided, "it does not speak TLS"};
        case Ending::never_connected:
            return {Stance::undecided, "it made no connection"};
        case Ending::hung:
            return {Stance::undecided, "it was stopped at its deadline"};
    }
    return {};
}

Finding together(const std::vector<TrialResult>& trials, const std::vector<std::size_t>& indexes,
                 const Proven& proven, Level level) {
    Finding best{Stance::not_tried, {}};
    for (const std::size_t index : indexes) {
        Finding each = finding_of(trials[index], proven, level);
        if (each.stance < best.stance) {
            best = std::move(each);
        }
    }
    return best;
}

// contradiction is what another run shows against a refusal; empty where none does.
std::string contradiction(const std::vector<TrialResult>& trials, ProtocolVersion version) {
    for (const TrialResult& trial : trials) {
        if (trial.facts.trial.kind == Trial::Kind::all_versions &&
            trial.verdict.version == version) {
            return fmt::format("it took {} from the server that speaks every version",
                               wire_name(version));
        }
    }
    return {};
}

}  // namespace

std::string_view stance_name(Stance stance) {
    return stance_names[static_cast<std::size_t>(stance)];
}

VersionSet Report::accepted() const {
    VersionSet set;
    for (const VersionResult& result : versions) {
        if (result.stance == Stance::accepts) {
            set.insert(result.version);
        }
    }
    return set;
}

bool Report::decides() const {
    return std::any_of(versions.begin(), versions.end(), [](const VersionResult& result) {
        return result.stance != Stance::undecided && result.stance != Stance::not_tried;
    });
}

const TrialResult* Report::other(Trial::Kind kind) const {
    const auto found = std::find_if(trials.begin(), trials.end(), [kind](const TrialResult& trial) {
        return trial.facts.trial.kind == kind;
    });
    return found == trials.end() ? nullptr : &*found;
}

std::vector<VersionResult> judge_versions(const std::vector<TrialResult>& trials, Level level) {
    const Proven proven = proven_by(trials, level);
    std::vector<VersionResult> results;
    for (const ProtocolVersion version : all_versions) {
        VersionResult result;
        result.version = version;
        for (std::size_t i = 0; i < trials.size(); ++i) {
            if (trials[i].facts.trial.version() == version) {
                result.trials.push_back(i);
            }
        }
        Finding finding = together(trials, result.trials, proven, level);
        if (finding.stance == Stance::refuses) {
            std::string against = contradiction(trials, version);
            finding = if_shown(against.empty(), Stance::refuses, against);
        }
        result.stance = finding.stance;
        result.doubt = std::move(finding.doubt);
        result.sentence = result.trials.empty()
                              ? fmt::format(
                                    "this machine's OpenSSL cannot speak {}: 'openssl "
                                    "version' names it",
                                    wire_name(version))
                              : whole_sentence(trials, result.trials);
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace tlsmatrix::check
