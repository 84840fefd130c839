// The owner of an open file.
//   FileDescriptor file(::open(path, O_RDONLY | O_CLOEXEC));  if (!file.is_open()) ...
#pragma once

#include <utility>

#include <unistd.h>

namespace tlsmatrix {

// FileDescriptor closes what it owns. -1, what open() returns when it fails, owns nothing.
class FileDescriptor {
  public:
    explicit FileDescriptor(int number) : number_(number) {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() { static_cast<void>(close()); }

    [[nodiscard]] bool is_open() const { return number_ >= 0; }
    [[nodiscard]] int number() const { return number_; }

    // close is false, with errno set, where the kernel reports a late write error.
    [[nodiscard]] bool close() {
        const int number = std::exchange(number_, -1);
        return number < 0 || ::close(number) == 0;
    }

  private:
    int number_;
};

}  // namespace tlsmatrix
