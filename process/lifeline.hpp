// What ends programs where this process is killed and can no longer do it itself. Linux alone.
//   Lifeline lifeline;  lifeline.hold(pid);  ...  lifeline.release(pid);
#pragma once

#include <sys/types.h>

namespace tlsmatrix::process {

// Lifeline is a small process of its own that waits for the end of this one, and then kills the
// groups that are still held. It is made before Descendants is, which would end it. Where it cannot
// be made nothing is held.
class Lifeline {
  public:
    Lifeline();
    ~Lifeline();
    Lifeline(const Lifeline&) = delete;
    Lifeline& operator=(const Lifeline&) = delete;

    // hold and release name a process group by its leader, which has not been reaped yet.
    void hold(pid_t group) const { tell(group); }
    void release(pid_t group) const { tell(-group); }

  private:
    void tell(pid_t word) const;

    int writing_ = -1;
    pid_t guard_ = -1;
};

}  // namespace tlsmatrix::process
