// What was meant by a set of versions that is written as other programs write it.
//   meant_versions("TLSv1_2") == "1.2";  meant_versions(">=1.2") == "1.2+"
#pragma once

#include <string>
#include <string_view>

namespace tlsmatrix {

// meant_versions reads the spellings of OpenSSL's flags, nginx, curl, Java and people (`tls12`,
// `TLS1.2`, `1,2`, `1.0..1.2`, `TLSv1.2 TLSv1.3`, `<=1.1`) and returns what VersionSet::parse takes
// for it; empty where the text has anything else in it, or could be meant in two ways.
[[nodiscard]] std::string meant_versions(std::string_view text);

}  // namespace tlsmatrix
