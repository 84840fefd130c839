#include <array>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/report_spool.hpp>

namespace tlsmatrix::cli {
namespace {

// Whatever becomes of this process, nothing is left behind.
std::FILE* nameless_file() {
    std::error_code missing;
    const std::filesystem::path directory = std::filesystem::temp_directory_path(missing);
    if (missing) {
        return nullptr;
    }
    std::string path = (directory / "tlsmatrix-XXXXXX").string();
    const int file = ::mkostemp(path.data(), O_CLOEXEC);
    if (file == -1) {
        return nullptr;
    }
    ::unlink(path.c_str());
    return ::fdopen(file, "w+");
}

[[noreturn]] void throw_full() {
    throw SetupError(
        "cannot keep the results in a temporary file: is the disk full, and is TMPDIR, where it is "
        "set, a directory that is there?");
}

}  // namespace

ReportSpool::ReportSpool(const matrix::ReportFormat& format, std::optional<matrix::Shard> shard)
    : format_(format), overview_(shard) {
    if (format.cell == nullptr) {
        return;
    }
    cells_.reset(nameless_file());
    if (!cells_) {
        throw_full();
    }
}

void ReportSpool::take(const matrix::CellResult& result) {
    overview_.add(result);
    if (cells_) {
        const std::string text = format_.cell(result, overview_.summary().cells);
        if (std::fwrite(text.data(), 1, text.size(), cells_.get()) != text.size()) {
            throw_full();
        }
    }
}

void ReportSpool::finish(double seconds, ResultOutput& output) {
    overview_.took(seconds);
    output.write(format_.head(overview_));
    if (cells_) {
        copy_cells(output);
    }
    if (format_.foot != nullptr) {
        output.write(format_.foot());
    }
    output.finish();
}

void ReportSpool::copy_cells(ResultOutput& output) {
    if (std::fflush(cells_.get()) != 0 || std::fseek(cells_.get(), 0, SEEK_SET) != 0) {
        throw_full();
    }
    std::array<char, std::size_t{64} * 1024> room;
    while (const std::size_t count = std::fread(room.data(), 1, room.size(), cells_.get())) {
        output.write({room.data(), count});
    }
    if (std::ferror(cells_.get()) != 0) {
        throw_full();
    }
}

}  // namespace tlsmatrix::cli
