// The processes that a client leaves behind: found, and ended. Internal. Linux alone.
#pragma once

#include <string>
#include <vector>

#include <sys/types.h>

namespace tlsmatrix::matrix::check {

// adopt_orphans makes this process the parent of every descendant whose own parent ends
// (PR_SET_CHILD_SUBREAPER), for as long as it lives. Without it a daemon would be out of reach.
void adopt_orphans();

// end_orphans kills and reaps the adopted processes that carry `mark` in their environment, their
// descendants included, and returns how many there were. An empty mark means all of them. `spared`
// are this process's own children, which are left alone.
std::size_t end_orphans(const std::string& mark, const std::vector<pid_t>& spared);

}  // namespace tlsmatrix::matrix::check
