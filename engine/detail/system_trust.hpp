// Where a machine keeps the CAs that it trusts. OpenSSL looks in the folder that it was built for,
// which on another distribution, or without the package that fills it, is not there.
//   const std::string file = system_ca_file(is_there, variable);
#pragma once

#include <functional>
#include <string>

namespace tlsmatrix {

// system_ca_file is the first file of CAs that is there, of those that distributions have; empty
// where OpenSSL's own places will do: one of them is there, or SSL_CERT_FILE or SSL_CERT_DIR names
// another. Empty too where no such file exists.
[[nodiscard]] std::string system_ca_file(const std::function<bool(const std::string&)>& is_there,
                                         const std::function<const char*(const char*)>& variable);

// system_ca_file of this machine.
[[nodiscard]] std::string system_ca_file();

}  // namespace tlsmatrix
