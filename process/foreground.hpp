// A command in this process's place: its terminal, standard streams, process group and signals are
// the command's, and this process waits.
//   Foreground foreground;  // first of all
//   ... set up ...
//   const Exit exit = foreground.run(arguments, environment);
#pragma once

#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/base/file_descriptor.hpp>
#include <tlsmatrix/process/child_process.hpp>

namespace tlsmatrix::process {

// Foreground holds back, from its construction on, the signals that would end this process; run
// passes them on. What is opened later is not the command's; what was open before is. It must be
// made before any thread is started, since threads inherit what is held back.
class Foreground {
  public:
    // Throws SetupError.
    Foreground();
    ~Foreground();
    Foreground(const Foreground&) = delete;
    Foreground& operator=(const Foreground&) = delete;

    // signal_until_now is one that came while things were being set up: then nothing is to be run.
    [[nodiscard]] std::optional<int> signal_until_now() const;

    // run returns when the command has ended; it gets TERM where this process is killed meanwhile.
    // Throws SetupError where it cannot be started. The first argument is looked up on PATH.
    [[nodiscard]] Exit run(std::vector<std::string> arguments,
                           std::vector<std::string> environment) const;

  private:
    sigset_t before_{};
    FileDescriptor signals_;
    std::vector<int> descriptors_;  // open from the beginning
};

}  // namespace tlsmatrix::process
