// Waits that a signal may end, though this thread holds its signals back for later.
#pragma once

#include <chrono>

#include <poll.h>

namespace tlsmatrix {

// poll_interruptibly is poll(2) until a time. INT and TERM have their effect meanwhile: a server
// that starts blocks them until it can stop in good order, and waits for others before it can.
[[nodiscard]] int poll_interruptibly(pollfd* waiting, nfds_t count,
                                     std::chrono::steady_clock::time_point deadline);

// pause_interruptibly is false where a signal with a handler has ended the pause.
bool pause_interruptibly(std::chrono::milliseconds duration);

}  // namespace tlsmatrix
