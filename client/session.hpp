// The client: requests under a policy, each with a receipt.
//   Session session({.versions = VersionSet::parse("1.2+").value()});
//   auto outcome = session.request({.url = "https://localhost:8443/"});
//   if (outcome) use(outcome->receipt.negotiated()->version); else print(outcome.error().message);
#pragma once

#include <memory>

#include <boost/asio/awaitable.hpp>

#include "client/message.hpp"
#include "client/policy.hpp"

namespace tlsmatrix::client {

// Session keeps a policy and what is made from it once. One thread at a time.
class Session {
  public:
    explicit Session(Policy policy);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // async_request makes one request on the caller's executor; the session must outlive it. Throws
    // SetupError where the policy itself cannot work: a version that this OpenSSL cannot speak, an
    // unreadable CA file. Everything else is a Failure.
    [[nodiscard]] boost::asio::awaitable<Outcome> async_request(Request request);
    // request is async_request for callers without an executor; it blocks.
    [[nodiscard]] Outcome request(Request request);

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace tlsmatrix::client
