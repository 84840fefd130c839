// What `serve` puts into the file system and takes away again at its end.
#pragma once

#include <string>

namespace tlsmatrix::cli {

// ReadyFile is removed at exit where it is still the file that this server wrote, and no pipe, no
// link and no other server's.
class ReadyFile {
  public:
    ReadyFile() = default;
    ~ReadyFile();
    ReadyFile(const ReadyFile&) = delete;
    ReadyFile& operator=(const ReadyFile&) = delete;

    // The path `-` is standard output: whoever started the server reads a line and need not poll.
    // Throws SetupError.
    void write(const std::string& path, std::string text);

  private:
    [[nodiscard]] std::string content() const;

    std::string path_;
    std::string text_;
};

}  // namespace tlsmatrix::cli
