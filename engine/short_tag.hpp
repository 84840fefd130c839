// How strong this OpenSSL takes a suite to be whose tag is short.
#pragma once

namespace tlsmatrix {

// counts_short_tags tells whether it takes one with a tag of 8 bytes (CCM_8) for one of 64 bits,
// which level 1 forbids: from 3.2 on. A fact of the release, not of its family.
[[nodiscard]] bool counts_short_tags();

}  // namespace tlsmatrix
