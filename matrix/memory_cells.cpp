#include <tlsmatrix/engine/memory_handshake.hpp>
#include <tlsmatrix/matrix/detail/memory_cells.hpp>
#include <tlsmatrix/matrix/judge.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::matrix {
namespace {

client::Attempt attempt_in_memory(VersionSet offered, View view) {
    client::Attempt attempt;
    attempt.offered = offered;
    Account told = account::of(view.facts());
    attempt.observation = std::move(view.saw);
    attempt.outcome = std::move(view.outcome);
    attempt.cause = std::move(told.sentence);
    attempt.advice = std::move(told.advice);
    attempt.kind = told.cause;
    attempt.unsigned_alert = told.unsigned_alert;
    return attempt;
}

}  // namespace

client::PolicyContexts& MemoryCells::client_of(const ClientEndpoint& endpoint) {
    const ClientEndpoint key = without_session(endpoint);
    if (const auto found = clients_.find(key); found != clients_.end()) {
        return found->second;
    }
    return clients_.emplace(key, client::PolicyContexts(ends_.policy_of(endpoint))).first->second;
}

const ServerContext& MemoryCells::server_of(const ServerEndpoint& endpoint) {
    if (const auto found = servers_.find(endpoint); found != servers_.end()) {
        return found->second;
    }
    return servers_.emplace(endpoint, ServerContext(ends_.settings_of(endpoint))).first->second;
}

TlsSession MemoryCells::session_of(const Endpoints& endpoints) {
    if (!endpoints.client.session) {
        return nullptr;
    }
    const VersionSet version{endpoints.client.session->version};
    ClientEndpoint pinned;
    pinned.versions = version;
    const ClientContext& client = client_of(pinned).context(version);
    if (TlsSession session = session_from(client, server_of(endpoints.server))) {
        return session;
    }
    ServerEndpoint stranger;
    stranger.versions = VersionSet::all();
    stranger.tickets = endpoints.server.tickets;
    return session_from(client, server_of(stranger));
}

void MemoryCells::drive(CellResult& result, const Endpoints& endpoints, const MessageTap& tap) {
    client::PolicyContexts& client = client_of(endpoints.client);
    const ServerContext& server = server_of(endpoints.server);
    const auto offers = client.offers();
    if (!offers) {
        result.explanation = offers.error().message;
        return;  // broken: no handshake was made at all
    }
    const TlsSession session = session_of(endpoints);
    if (endpoints.client.session && session == nullptr) {
        result.explanation = "no session could be made to offer";
        return;
    }
    std::string problem;
    for (const VersionSet& offered : *offers) {
        const Tap of_attempt = [&](Sender from, int content_type, auto bytes) {
            tap(result.attempts.size() + 1, from, content_type, bytes);
        };
        Encounter met = shake_hands(client.context(offered), server, MemoryWire::any_number,
                                    session, {}, tap ? of_attempt : Tap());
        result.attempts.push_back(attempt_in_memory(offered, std::move(met.client)));
        result.server = std::move(met.server.outcome);
        const std::size_t made = result.attempts.size();
        if (made == offers->size() ||
            !client::goes_on_after(result.attempts.back(), client::Holes::runs)) {
            break;
        }
        problem += early_server_mismatch(result, made - 1);
    }
    result.client = result.attempts.back().outcome;
    judge(result, problem);
}

}  // namespace tlsmatrix::matrix
