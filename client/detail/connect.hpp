// From a host and a policy to a TLS connection, in as many handshakes as the policy needs.
// Internal.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/client/contexts.hpp>
#include <tlsmatrix/client/message.hpp>
#include <tlsmatrix/client/url.hpp>
#include <tlsmatrix/engine/stream.hpp>

namespace tlsmatrix::client {

// Connected is a stream that is ready for a request, or why there is none; the receipt tells of
// every attempt in either case.
struct Connected {
    std::unique_ptr<Stream> stream;  // null: failure holds
    std::optional<Failure> failure;  // its receipt is left empty: `receipt` is the one
    Receipt receipt;
};

// connect resolves the host, dials it, and makes one handshake for each set that the policy offers:
// it goes on to the next only after protocol_version, received or sent. No application data has
// been sent by then. `deadline` bounds it all.
[[nodiscard]] boost::asio::awaitable<Connected> connect(PolicyContexts& contexts, const Url& url,
                                                        Stream::Clock::time_point deadline);

// explain fills in the account of an attempt. `goes_on`: another one follows it.
void explain(Attempt& attempt, const Connection& connection, const Policy& policy, bool goes_on);

// explain_failure is the sentence of a failed connection, for its last attempt.
[[nodiscard]] Failure explain_failure(const Receipt& receipt);

}  // namespace tlsmatrix::client
