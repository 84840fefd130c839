#include <fmt/format.h>

#include <tlsmatrix/client/contexts.hpp>

namespace tlsmatrix::client {

bool goes_on_after(const Attempt& attempt, Holes holes) {
    const auto* refused = std::get_if<Refused>(&attempt.outcome);
    if (refused != nullptr && refused->alert.description == alert_code::protocol_version) {
        return true;
    }
    if (holes != Holes::retry || attempt.observation.server_hello) {
        return false;
    }
    return refused == nullptr ? std::holds_alternative<Closed>(attempt.outcome)
                              : refused->alert.sender == Sender::server &&
                                    refused->alert.description == alert_code::handshake_failure;
}

Result<std::vector<VersionSet>> PolicyContexts::offers() const {
    const VersionSet versions = policy_.versions;
    if (versions.empty()) {
        return Error{"the policy accepts no TLS version: name at least one, such as 1.2"};
    }
    if (policy_.engine == Engine::openssl) {
        return std::vector{versions};
    }
    if (policy_.holes == Holes::refuse && versions.has_hole()) {
        return Error{fmt::format(
            "the policy's list {} has a hole, which OpenSSL cannot offer in one hello, and the "
            "policy refuses "
            "holes: close the hole, or let each run be offered by itself (holes = runs)",
            versions.compact())};
    }
    return versions.runs();
}

void PolicyContexts::remember(VersionSet offered, const Url& url, TlsSession session) {
    if (policy_.resume && session != nullptr) {
        sessions_.insert_or_assign({offered.bits(), url.host, url.port}, std::move(session));
    }
}

TlsSession PolicyContexts::recall(VersionSet offered, const Url& url) const {
    const auto found = sessions_.find({offered.bits(), url.host, url.port});
    return found == sessions_.end() ? nullptr : found->second;
}

const ClientContext& PolicyContexts::context(VersionSet offered) {
    const auto found = contexts_.find(offered.bits());
    if (found != contexts_.end()) {
        return found->second;
    }
    ClientContextSettings settings{policy_, policy_.trust, policy_.credentials, policy_.key_log,
                                   policy_.adjust_context};
    settings.versions = offered;
    return contexts_.emplace(offered.bits(), ClientContext(std::move(settings))).first->second;
}

}  // namespace tlsmatrix::client
