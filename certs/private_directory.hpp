// A directory for one run, 0700, and gone at its end. Internal.
//   const PrivateDirectory directory;  write_public_file(directory.path() / "ca.pem", pem);
#pragma once

#include <filesystem>
#include <string>

namespace tlsmatrix::certs {

// PrivateDirectory is made below the system's directory for temporary files.
class PrivateDirectory {
  public:
    // Throws SetupError.
    PrivateDirectory();
    ~PrivateDirectory();
    PrivateDirectory(const PrivateDirectory&) = delete;
    PrivateDirectory& operator=(const PrivateDirectory&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    // make makes a directory in it and returns its path. Throws SetupError.
    [[nodiscard]] std::string make(const std::string& name) const;

  private:
    std::filesystem::path path_;
};

}  // namespace tlsmatrix::certs
