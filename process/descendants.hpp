// The processes that a client leaves behind: found, and ended. Internal. Linux alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace tlsmatrix::process {

// Descendants makes this process the parent of every descendant whose own parent ends
// (PR_SET_CHILD_SUBREAPER), for as long as the process lives: a daemon would be out of reach
// otherwise. Children that it has already are a shell's that called exec, and never touched.
class Descendants {
  public:
    Descendants();

    // end_run kills and reaps the adopted processes whose environment has `run` for run_variable,
    // their descendants included, and returns how many there were. `spared` are children of this
    // process that still run.
    std::size_t end_run(std::string_view run, const std::vector<pid_t>& spared) const;

    // end_all does it to those of all runs, whose names begin with `common`, and to those that have
    // changed their environment. Beside somebody else's children it leaves the latter: an orphan
    // of theirs looks the same.
    void end_all(std::string_view common) const;

  private:
    std::vector<pid_t> foreign_;
};

}  // namespace tlsmatrix::process
