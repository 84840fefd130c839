// The right to change a store, held by one process at a time.
//   const StoreLock lock(directory);  // until the end of the block
#pragma once

#include <filesystem>

#include <tlsmatrix/base/file_descriptor.hpp>

namespace tlsmatrix::certs {

// StoreLock holds flock(2) on the file `lock` in the directory, which outlives it: an empty file
// that stays. It works between threads as well. Waits up to 30 seconds, then throws SetupError;
// also where the file cannot be made. The kernel frees it when the process dies.
class StoreLock {
  public:
    explicit StoreLock(const std::filesystem::path& directory);

  private:
    FileDescriptor file_;
};

}  // namespace tlsmatrix::certs
