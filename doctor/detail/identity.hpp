// Internal. A server's credentials for a trial, and whom its clients trust.
#pragma once

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/engine/context.hpp>

namespace tlsmatrix::doctor {

struct Identity {
    Credentials credentials;
    Trust trust;
};

// make_identity throws SetupError where such a key cannot be made.
[[nodiscard]] Identity make_identity(certs::KeyType type, certs::TimePoint now);

}  // namespace tlsmatrix::doctor
