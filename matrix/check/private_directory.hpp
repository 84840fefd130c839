// A directory for one check, 0700, and gone at its end. Internal.
#pragma once

#include <string>

namespace tlsmatrix::matrix::check {

// PrivateDirectory is made below the system's directory for temporary files.
class PrivateDirectory {
  public:
    // Throws SetupError.
    PrivateDirectory();
    ~PrivateDirectory();
    PrivateDirectory(const PrivateDirectory&) = delete;
    PrivateDirectory& operator=(const PrivateDirectory&) = delete;

    // make makes a directory in it and returns its path. Throws SetupError.
    [[nodiscard]] std::string make(const std::string& name) const;

  private:
    std::string path_;
};

}  // namespace tlsmatrix::matrix::check
