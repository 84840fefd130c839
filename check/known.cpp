#include <algorithm>

#include <tlsmatrix/check/detail/known.hpp>

namespace tlsmatrix::check {

std::vector<const ClientHello*> hellos_in(const Trials& trials,
                                          std::optional<ProtocolVersion> version) {
    std::vector<const ClientHello*> hellos;
    for (const TrialResult& trial : trials) {
        if (version && trial.facts.trial.version() != version) {
            continue;
        }
        for (const ConnectionSight& sight : trial.facts.connections) {
            if (sight.observation.client_hello) {
                hellos.push_back(&*sight.observation.client_hello);
            }
        }
    }
    return hellos;
}

std::vector<Offer> usual_offers(const Trials& trials) {
    for (const TrialResult& trial : trials) {
        if (trial.facts.trial.kind == Trial::Kind::all_versions &&
            is_accepted(trial.verdict, Level::handshake)) {
            return offers_of(trial.facts.connections);
        }
    }
    return {};
}

std::optional<Retreat> retreat_of(const TrialResult& trial, const Trials& trials) {
    if (trial.verdict.ending == Ending::ambiguous) {
        return std::nullopt;
    }
    return retreat_in(trial.facts.connections, usual_offers(trials));
}

std::optional<Proxied> proxied_in(const Trials& trials) {
    std::optional<Proxied> proxied;
    for (const TrialResult& trial : trials) {
        if (trial.facts.proxied) {
            proxied = proxied.value_or(Proxied{});
            proxied->add(*trial.facts.proxied);
        }
    }
    return proxied;
}

bool is_accepted(const TrialVerdict& verdict, Level level) {
    return verdict.ending == Ending::served ||
           (level == Level::handshake && verdict.ending == Ending::no_request);
}

bool is_refused_by_client(const TrialVerdict& verdict) {
    return verdict.ending == Ending::refused && verdict.decided_by == Sender::client &&
           verdict.server_answered;
}

}  // namespace tlsmatrix::check
