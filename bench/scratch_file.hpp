// A regular file for access lines: the log writes each line at once to anything else, /dev/null
// too.
//   const ScratchFile file;
//   auto log = server::AccessLog::to_file(file.path(), format);
#pragma once

#include <cstdlib>
#include <string>

#include <unistd.h>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::bench {

// ScratchFile is a new file in /tmp, which goes with its owner.
class ScratchFile {
  public:
    ScratchFile() {
        const int descriptor = ::mkstemp(path_.data());
        if (descriptor < 0) {
            throw SetupError("cannot make a file in /tmp");
        }
        ::close(descriptor);
    }
    ~ScratchFile() { ::unlink(path_.c_str()); }
    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    // clear empties it: whoever writes in append mode goes on at its beginning.
    void clear() const {
        if (::truncate(path_.c_str(), 0) != 0) {
            throw SetupError("cannot empty " + path_);
        }
    }

  private:
    std::string path_ = "/tmp/tlsmatrix-bench-XXXXXX";
};

}  // namespace tlsmatrix::bench
