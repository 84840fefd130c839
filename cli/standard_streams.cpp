#include <cstdio>

#include <fcntl.h>
#include <unistd.h>

#include <tlsmatrix/cli/standard_streams.hpp>

namespace tlsmatrix::cli {
namespace {

bool notes_are_off = false;

}  // namespace

void be_quiet() {
    notes_are_off = true;
}

bool is_quiet() {
    return notes_are_off;
}

// Read-only, so that a result for a closed standard output still cannot be written.
void occupy_standard_streams() {
    int descriptor = 0;
    while (descriptor >= 0 && descriptor <= STDERR_FILENO) {
        descriptor = ::open("/dev/null", O_RDONLY);
    }
    ::close(descriptor);
}

void write_to_standard_error(std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace tlsmatrix::cli
