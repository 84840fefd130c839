// The client: requests under a policy, each with a receipt.
//   Session session({{.versions = VersionSet::parse("1.2+").value()}});
//   auto outcome = session.get("https://localhost:8443/");
//   if (outcome) use(outcome->receipt.negotiated()->version); else print(outcome.error().message);
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/client/message.hpp>
#include <tlsmatrix/client/policy.hpp>

namespace tlsmatrix::client {

// Session keeps policies, what is made from them once, idle connections and TLS sessions. One
// thread at a time, cancel excepted.
class Session {
  public:
    // policy is for every URL that no mounted prefix covers.
    explicit Session(Policy policy);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    // mount gives URLs under a prefix, `https://host[:port][/path]`, a policy of their own; the
    // longest prefix wins. Throws SetupError for a bad prefix, or one that is mounted already.
    void mount(std::string_view prefix, Policy policy);
    // remount and set_policy replace a policy. Connections and TLS sessions that were made under
    // the old one are never used again, so a tightened list holds from the next request on.
    void remount(std::string_view prefix, Policy policy);
    void set_policy(Policy policy);

    // request makes one request and blocks. Throws SetupError where the policy itself cannot work:
    // a version that this OpenSSL cannot speak, an unreadable CA file. Everything else is a
    // Failure.
    [[nodiscard]] Outcome request(Request request);
    [[nodiscard]] Outcome get(std::string url);
    [[nodiscard]] Outcome post(std::string url, std::string body,
                               std::string content_type = "application/octet-stream");
    // cancel ends a request that blocks another thread, with Failure::Kind::cancelled; it does
    // nothing where none does.
    void cancel();

    // async_request is request on the caller's executor; the session must outlive the call, and the
    // executor's context the session, which keeps idle connections on it. Asio's
    // cancellation ends it with Failure::Kind::cancelled.
    [[nodiscard]] boost::asio::awaitable<Outcome> async_request(Request request);

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace tlsmatrix::client
