#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <tlsmatrix/base/open_or_create.hpp>

namespace tlsmatrix {
namespace {

constexpr mode_t own_access = 0600;

// A descriptor may be used whatever the mode; it is the next one that needs it.
void let_owner_in(int descriptor) {
    struct stat status {};
    if (::fstat(descriptor, &status) == 0 && (status.st_mode & own_access) != own_access) {
        (void)::fchmod(descriptor, (status.st_mode & 07777U) | own_access);
    }
}

}  // namespace

int open_or_create(const std::string& path, int flags, mode_t mode) {
    const int fresh = ::open(path.c_str(), flags | O_CREAT | O_EXCL, mode);
    if (fresh >= 0) {
        let_owner_in(fresh);
        return fresh;
    }
    // It is there, as a rule. Whatever else is in the way is in the way of this, too, but for a
    // link that leads nowhere: O_EXCL follows none.
    return ::open(path.c_str(), flags | O_CREAT, mode);
}

}  // namespace tlsmatrix
