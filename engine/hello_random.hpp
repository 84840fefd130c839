// A server whose ServerHello's random ends in bytes of our choice: how a wrong downgrade sentinel
// is made that the ServerKeyExchange's signature and Finished agree with.
//   settings.adjust = [](ssl_ctx_st* context) { end_hello_random_in(context, sentinel); };
#pragma once

#include <array>
#include <cstdint>

struct ssl_ctx_st;

namespace tlsmatrix {

using RandomEnd = std::array<std::uint8_t, 8>;

// end_hello_random_in has each ServerHello of a finished context end so; the context must be for
// versions below 1.3 and set no sentinel of its own. It takes the place of the context's callback
// for hellos, and has OpenSSL's random numbers pass through this program for as long as it runs.
// Throws SetupError where this OpenSSL lets nobody do that.
void end_hello_random_in(ssl_ctx_st* context, const RandomEnd& end);

}  // namespace tlsmatrix
