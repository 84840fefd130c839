// The descriptor that access lines are written to, and what happens when they cannot be.
//   LogFile file("/var/log/tlsmatrix.log");
//   file.write("a line\n");
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include <tlsmatrix/server/complaint.hpp>

namespace tlsmatrix::server {

// LogFile is a descriptor that whole lines go to, in one write(2) each time. Lines that cannot be
// written are counted and dropped, with a Complaint; a line that was cut short is finished before
// anything else is written, so that no two lines are ever joined. Any thread: the lock is held for
// the length of the write, since only then can a cut line be finished by whoever comes next.
//
// It handles no signals: the program has to ignore SIGPIPE and SIGXFSZ, which then arrive here as
// EPIPE and EFBIG.
class LogFile {
  public:
    // The first form writes to standard output and never closes it. The second opens or creates
    // (0644, O_APPEND, O_CLOEXEC) and throws SetupError where it cannot; a file whose last byte is
    // not a newline gets one first.
    LogFile();
    explicit LogFile(const std::string& path);
    ~LogFile();
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    // write takes lines, each with its newline.
    void write(std::string_view lines);
    // reopen opens the path again and puts it in the place of the old descriptor (dup3). False,
    // with a Complaint, where it cannot: the old one goes on. True without effect for standard
    // output.
    bool reopen();
    // buffers tells that readers do not wait for each line: it is a regular file.
    [[nodiscard]] bool buffers() const { return regular_.load(std::memory_order_relaxed); }
    // dropped counts the lines that were not written, or not to their end.
    [[nodiscard]] std::uint64_t dropped() const { return dropped_.load(std::memory_order_relaxed); }

  private:
    [[nodiscard]] std::size_t push(std::string_view bytes);
    [[nodiscard]] bool wait_until_writable();
    void drop(std::string_view lines);
    void go_on_with_unfinished();
    void give_up_unfinished();

    const std::string path_;  // empty: standard output
    const int descriptor_;    // the same number after each reopen
    std::atomic<bool> regular_;
    std::atomic<std::uint64_t> dropped_{0};
    std::mutex mutex_;        // of all below
    std::string unfinished_;  // the rest of a line whose beginning is written
    std::size_t begun_ = 0;   // how many bytes of that line are; 0: it was not ours
    bool stalled_ = false;    // nobody read in time, so the next write does not wait
    std::uint64_t told_ = 0;  // of dropped_
    int error_ = 0;           // errno of the last failure
    Complaint write_complaint_;
    Complaint reopen_complaint_;
};

}  // namespace tlsmatrix::server
