// The certificates of `serve --certificate`, and the CA of this process that signs them.
#pragma once

#include <tlsmatrix/cli/credential_flags.hpp>
#include <tlsmatrix/server/settings.hpp>

namespace tlsmatrix::cli {

// zoo_credentials gives each listener that is to have a certificate of the zoo that one, and
// returns the good one for all others. The CA's keys are gone when it returns. Throws SetupError,
// where other credentials are asked for beside.
[[nodiscard]] ServerCredentials zoo_credentials(const CredentialOptions& options,
                                                server::Settings& settings);

}  // namespace tlsmatrix::cli
