// The files of one stored CA; for store.cpp, which decides when to read and write them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <tlsmatrix/certs/store.hpp>

namespace tlsmatrix::certs {

// issue_files makes a CA, issues all that will be wanted of it, and destroys its key.
[[nodiscard]] CaFiles issue_files(KeyType ca_type, const std::vector<std::string>& names,
                                  TimePoint now);

// write_ca makes the directory with all of the files, in place of one that is there, which becomes
// `former`; where that is empty it is removed. The directory appears complete or not at all, also
// after a crash. Throws SetupError.
void write_ca(const std::filesystem::path& directory, const CaFiles& files,
              const std::filesystem::path& former);

// reinstate puts the former directory in the place of the other, which is removed.
void reinstate(const std::filesystem::path& former, const std::filesystem::path& directory);

// load_ca reads and verifies what write_ca wrote. Throws SetupError that names the file that is
// wrong and says to remove the directory.
[[nodiscard]] CaFiles load_ca(const std::filesystem::path& directory, KeyType ca_type);

// can_issue tells whether an earlier version made the directory, whose intermediate kept its key.
[[nodiscard]] bool can_issue(const std::filesystem::path& directory);

}  // namespace tlsmatrix::certs
