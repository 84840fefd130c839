// The CA that is kept between runs, for the commands that use it.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/certs/store.hpp>

namespace tlsmatrix::cli {

// open_kept_ca opens the store, and says on standard error where a CA that clients may know was
// replaced. Throws SetupError.
[[nodiscard]] certs::KeptCa open_kept_ca(certs::KeyType leaf_type,
                                         const std::vector<std::string>& names = {});

// warn_of_names says what the key of a certificate can do that is for names off this machine, and
// nothing where there is none. The names are those of certs::further_names.
void warn_of_names(const std::vector<std::string>& names, const std::string& key,
                   const std::string& ca_file, certs::TimePoint until);

}  // namespace tlsmatrix::cli
