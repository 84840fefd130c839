// A server for clients of HTTP/2 alone, as far as their handshake goes.
//   settings.adjust_context = take_h2;
#pragma once

struct ssl_ctx_st;

namespace tlsmatrix {

// take_h2 makes a finished context agree on h2 by ALPN with clients that offer nothing else that it
// supports; all others get http/1.1 as before.
void take_h2(ssl_ctx_st* context);

}  // namespace tlsmatrix
