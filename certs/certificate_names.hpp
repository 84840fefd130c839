// The names that a certificate is for.
//   subject_alt_names({"a.localhost"}) == "DNS:localhost,IP:127.0.0.1,IP:::1,DNS:a.localhost"
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tlsmatrix::certs {

// bench_names lists what every certificate that is kept or exported is for beside localhost,
// 127.0.0.1 and ::1: the 15 set host names (tls/set_host_name.hpp) and *.report.localhost. The set
// names are literal: OpenSSL, Node and GnuTLS reject the wildcard *.localhost.
[[nodiscard]] std::vector<std::string> bench_names();

// further_names is what of the names no certificate of the bench has without being asked: as
// written in certificates (lower case, addresses in their short form), sorted, each once. Throws
// SetupError for one that is neither a host name, nor *. before one with a dot in it, nor an IP
// address.
[[nodiscard]] std::vector<std::string> further_names(const std::vector<std::string>& names);

// is_on_this_machine tells localhost, names below it and loopback addresses from all that another
// machine may have. The name is one of further_names.
[[nodiscard]] bool is_on_this_machine(std::string_view name);

// subject_alt_names is the subjectAltName with these names behind those that are always in it, in
// the notation of x509v3_config(5); each once. Throws SetupError as further_names does.
[[nodiscard]] std::string subject_alt_names(const std::vector<std::string>& names);

}  // namespace tlsmatrix::certs
