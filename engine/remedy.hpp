// What can be done against what openssl.cnf, or the library itself, presets for a client that sets
// nothing: each remedy undoes one kind of preset, as a line of the file that is taken out would.
//   const auto client = ClientContext::with_presets(trust, {Remedy::level});
#pragma once

#include <array>

struct ssl_ctx_st;

namespace tlsmatrix {

// Remedy is the kind of preset that is undone.
enum class Remedy {
    bounds,      // MinProtocol and MaxProtocol
    switches,    // Protocol: versions that are switched off
    suites,      // CipherString
    level,       // the security level, wherever it is from: 0
    groups,      // Groups, or Curves
    signatures,  // SignatureAlgorithms
};

inline constexpr std::array all_remedies{Remedy::bounds, Remedy::switches, Remedy::suites,
                                         Remedy::level,  Remedy::groups,   Remedy::signatures};

// apply undoes it on a context.
void apply(Remedy remedy, ssl_ctx_st* context);

}  // namespace tlsmatrix
