// The SSL contexts of one policy, made once each. Internal.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/client/policy.hpp>
#include <tlsmatrix/client/receipt.hpp>
#include <tlsmatrix/client/url.hpp>
#include <tlsmatrix/engine/connection.hpp>

namespace tlsmatrix::client {

// goes_on_after tells whether a client offers its next set: after protocol_version, received or
// sent, and after nothing else; with Holes::retry also where a server that does not know
// supported_versions may have answered: with handshake_failure or a close, before it chose.
[[nodiscard]] bool goes_on_after(const Attempt& attempt, Holes holes);

// PolicyContexts makes a context for each set that the policy's hellos offer, when it is first
// needed. One thread at a time.
class PolicyContexts {
  public:
    explicit PolicyContexts(Policy policy) : policy_(std::move(policy)) {}

    [[nodiscard]] const Policy& policy() const { return policy_; }
    // offers lists the sets to offer, one handshake each, in order: the runs of the list with the
    // exact engine, the list as it is with OpenSSL's own. An Error where the policy refuses holes
    // or its list is empty.
    [[nodiscard]] Result<std::vector<VersionSet>> offers() const;
    // context throws SetupError where the policy makes no valid context.
    [[nodiscard]] const ClientContext& context(VersionSet offered);

    // remember keeps the TLS session of a connection that was offered `offered`, and recall gives
    // it for the next one; null where there is none, or the policy does not resume.
    void remember(VersionSet offered, const Url& url, TlsSession session);
    [[nodiscard]] TlsSession recall(VersionSet offered, const Url& url) const;

  private:
    using SessionKey = std::tuple<unsigned, std::string, std::uint16_t>;

    Policy policy_;
    std::map<SessionKey, TlsSession> sessions_;
    std::map<unsigned, ClientContext> contexts_;
};

}  // namespace tlsmatrix::client
