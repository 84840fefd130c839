// Two functions that are all that keeps a portable program from running on an older glibc than it
// was built with. libstdc++ and libgcc are linked in, and take them from glibc where theirs has
// them: 2.36 and 2.35. Both are hidden, so that nobody but the program itself calls these.

#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include <dlfcn.h>
#include <link.h>
#include <sys/random.h>

#define TLSMATRIX_OURS extern "C" __attribute__((visibility("hidden")))

#if __GLIBC_PREREQ(2, 36)
// std::random_device's.
TLSMATRIX_OURS std::uint32_t arc4random() noexcept {
    std::uint32_t number = 0;
    ssize_t got = 0;
    do {
        got = ::getrandom(&number, sizeof number, 0);
    } while (got == -1 && errno == EINTR);
    // As glibc's own does: there is no number that could stand for one.
    if (got != static_cast<ssize_t>(sizeof number)) {
        std::abort();
    }
    return number;
}
#endif

#if __GLIBC_PREREQ(2, 35)
namespace {

struct Search {
    std::uintptr_t address;
    dl_find_object* found;
};

int look_into(dl_phdr_info* object, std::size_t, void* data) {
    const auto& search = *static_cast<Search*>(data);
    bool is_here = false;
    std::uintptr_t first = UINTPTR_MAX;
    std::uintptr_t last = 0;
    void* frames = nullptr;
    for (int i = 0; i < object->dlpi_phnum; ++i) {
        const auto& part = object->dlpi_phdr[i];
        const std::uintptr_t begin = object->dlpi_addr + part.p_vaddr;
        const std::uintptr_t end = begin + part.p_memsz;
        if (part.p_type == PT_GNU_EH_FRAME) {
            frames = reinterpret_cast<void*>(begin);
        } else if (part.p_type == PT_LOAD) {
            is_here = is_here || (search.address >= begin && search.address < end);
            first = begin < first ? begin : first;
            last = end > last ? end : last;
        }
    }
    if (!is_here || frames == nullptr) {
        return 0;
    }
    *search.found = {};
    search.found->dlfo_map_start = reinterpret_cast<void*>(first);
    search.found->dlfo_map_end = reinterpret_cast<void*>(last);
    search.found->dlfo_eh_frame = frames;
    return 1;
}

}  // namespace

// The unwinder's, once for each frame that an exception passes: it did the same by itself before
// GCC 12.
TLSMATRIX_OURS int _dl_find_object(void* address, dl_find_object* found) noexcept {
    Search search{reinterpret_cast<std::uintptr_t>(address), found};
    return ::dl_iterate_phdr(look_into, &search) == 1 ? 0 : -1;
}
#endif
