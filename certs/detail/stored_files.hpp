// The files of one stored authority; for store.cpp, which decides when to read and write them.
#pragma once

#include <filesystem>

#include <tlsmatrix/certs/authority.hpp>

namespace tlsmatrix::certs {

// write_authority makes the directory with all that belongs to the authority, in place of one that
// is there, whose content is lost. The directory appears complete or not at all, also after a
// crash. Throws SetupError.
void write_authority(const std::filesystem::path& directory, const Authority& authority);

// load_authority reads and verifies what write_authority wrote. Throws SetupError that names the
// file that is wrong and says to remove the directory.
[[nodiscard]] Authority load_authority(const std::filesystem::path& directory, KeyType type);

// load_or_create_leaf_key reads leaf-<type>.key in the directory, or makes it. Throws SetupError.
[[nodiscard]] KeyPointer load_or_create_leaf_key(const std::filesystem::path& directory,
                                                 KeyType type);

}  // namespace tlsmatrix::certs
