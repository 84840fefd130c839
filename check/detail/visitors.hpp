// Whose connections those at a server that waits are: nobody here started the client. Internal.
#pragma once

#include <tlsmatrix/check/detail/known.hpp>

namespace tlsmatrix::check {

// tell_visitors_apart judges each trial of a wait anew where something came that may be another
// client's: a hello unlike the first one of the whole wait in more than what differs from one
// connection of a client to the next, or from another address. It fills in
// TrialFacts::doubtful_visitor. A retry with another hello cannot be told from another client's
// first try. Pure.
void tell_visitors_apart(Trials& trials);

}  // namespace tlsmatrix::check
