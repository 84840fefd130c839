// The former name of certs/ca.hpp, for callers that have not moved yet.
#pragma once

#include <tlsmatrix/certs/ca.hpp>

namespace tlsmatrix::certs {

using Authority = Ca;

}  // namespace tlsmatrix::certs
