// The processes that a client leaves behind: found, and ended. Internal. Linux alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/resource.h>
#include <sys/types.h>

namespace tlsmatrix::process {

// Descendants makes this process the parent of every descendant whose own parent ends
// (PR_SET_CHILD_SUBREAPER), for as long as the process lives: a daemon would be out of reach
// otherwise. Children that it has already are a shell's that called exec, and never touched. While
// this object lives, processes that are started are known by their RLIMIT_LOCKS, which means
// nothing.
class Descendants {
  public:
    // Ended is how many processes were ended, and which could not be.
    struct Ended {
        std::size_t ended = 0;
        std::vector<pid_t> left = {};
    };

    Descendants();
    ~Descendants();
    Descendants(const Descendants&) = delete;
    Descendants& operator=(const Descendants&) = delete;

    // end_run kills and reaps the adopted processes whose environment has `run` for run_variable,
    // their descendants included. `spared` are children of this process that still run. Within 5 s
    // it returns in any case.
    Ended end_run(std::string_view run, const std::vector<pid_t>& spared) const;

    // end_all does it to those of all runs, whose names begin with `common`, and to those that have
    // changed their environment, and returns which are left. Somebody else's children, and what
    // those leave behind, stay.
    [[nodiscard]] std::vector<pid_t> end_all(std::string_view common) const;

  private:
    [[nodiscard]] bool is_marked(pid_t pid) const;

    std::vector<pid_t> foreign_;
    rlimit former_{};
    std::string former_text_;
    bool is_marked_ = false;
};

// unended_text is a sentence, without its full stop, of what end_all has left.
[[nodiscard]] std::string unended_text(const std::vector<pid_t>& left);

}  // namespace tlsmatrix::process
