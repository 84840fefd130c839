// Files that other parts of a program, or its next run, have to open again, whatever the umask.
//   int descriptor = open_or_create("access.log", O_WRONLY | O_APPEND | O_CLOEXEC, 0644);
#pragma once

#include <string>

#include <sys/types.h>

namespace tlsmatrix {

// open_or_create is open(2) with O_CREAT, and returns what that returns: -1 with errno set where it
// fails. A file that it creates has the mode less the umask, but its owner may always read and
// write it. One that is there keeps its mode.
[[nodiscard]] int open_or_create(const std::string& path, int flags, mode_t mode);

}  // namespace tlsmatrix
