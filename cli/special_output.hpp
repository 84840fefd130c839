// Results for what is no regular file: a device, a pipe, a link.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <tlsmatrix/base/file_descriptor.hpp>

namespace tlsmatrix::cli {

// SpecialOutput waits for the reader of a pipe, and no longer than that without a byte taken.
class SpecialOutput {
  public:
    static constexpr std::chrono::seconds patience{60};

    void open(const std::string& path);
    void write(std::string_view text);
    // error is why not all was written, or 0.
    [[nodiscard]] int error() const { return error_; }

  private:
    FileDescriptor file_{-1};
    int error_ = 0;
};

}  // namespace tlsmatrix::cli
