// How far a long command is, for whoever waits at a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <string_view>

namespace tlsmatrix::cli {

// Progress draws one line on standard error, where that is a terminal and the work takes long
// enough to wonder; its destructor takes the line away.
class Progress {
  public:
    // `things` is what is counted: `cells`. It must outlive this.
    explicit Progress(std::string_view things);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(std::size_t done, std::size_t all);

  private:
    using Clock = std::chrono::steady_clock;

    std::string_view things_;
    bool shown_;
    bool drawn_ = false;
    Clock::time_point next_;
};

}  // namespace tlsmatrix::cli
