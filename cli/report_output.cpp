#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/cli/terminal.hpp>

namespace tlsmatrix::cli {
namespace {

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using TemporaryFile = std::unique_ptr<std::FILE, CloseFile>;

// A file system that has no files without a name, or a kernel that has none.
bool has_no_nameless(int error) {
    return error == EOPNOTSUPP || error == EISDIR || error == ENOENT;
}

// Whatever becomes of this process, nothing is left behind.
std::FILE* nameless_file() {
    std::error_code missing;
    const std::filesystem::path directory = std::filesystem::temp_directory_path(missing);
    if (missing) {
        return nullptr;
    }
    constexpr int flags = O_TMPFILE | O_RDWR | O_CLOEXEC | O_EXCL;
    int file = ::open(directory.c_str(), flags, S_IRUSR | S_IWUSR);
    if (file == -1 && has_no_nameless(errno)) {
        std::string path = (directory / "tlsmatrix-XXXXXX").string();
        file = ::mkostemp(path.data(), O_CLOEXEC);
        if (file != -1) {
            ::unlink(path.c_str());
        }
    }
    return file == -1 ? nullptr : ::fdopen(file, "w+");
}

[[noreturn]] void throw_full() {
    throw SetupError(
        "cannot keep the results in a temporary file: is the disk full, and is TMPDIR, where it is "
        "set, a directory that is there?");
}

void copy(std::FILE* file, ResultOutput& output) {
    if (std::fflush(file) != 0 || std::fseek(file, 0, SEEK_SET) != 0) {
        throw_full();
    }
    std::array<char, std::size_t{64} * 1024> room;
    while (const std::size_t count = std::fread(room.data(), 1, room.size(), file)) {
        output.write({room.data(), count});
    }
    if (std::ferror(file) != 0) {
        throw_full();
    }
}

}  // namespace

// Target is a format and where it goes.
struct ReportOutput::Target {
    const report::Format* format;
    std::string path;  // empty: standard output
    report::Look look;
    TemporaryFile items;
};

ReportOutput::ReportOutput(const ReportFlags& flags, std::string_view default_format) {
    const auto add = [&](std::string_view format, const std::string& file) {
        const std::string path = file == "-" ? std::string() : file;
        for (const Target& target : targets_) {
            if (target.path == path) {
                throw SetupError(
                    fmt::format("two results would go to {}: give one of them a file of its own",
                                path.empty() ? "standard output" : fmt::format("'{}'", path)));
            }
        }
        require_writable(path);
        const bool colour =
            flags.colour == "always" || (path.empty() && use_colour(flags.colour, STDOUT_FILENO));
        targets_.push_back({report::find_format(format), path, {colour}, nullptr});
    };
    bool for_standard_output = false;
    for (const std::string& each : flags.reports) {
        const std::size_t equals = each.find('=');
        for_standard_output = for_standard_output || each.substr(equals + 1) == "-";
        add(each.substr(0, equals), each.substr(equals + 1));
    }
    // Who sends a report to standard output and names no other format wants that one there.
    const bool unasked = !for_standard_output && !flags.only_what_is_named;
    if (unasked || !flags.format.empty() || !flags.output.empty()) {
        add(flags.format.empty() ? default_format : flags.format, flags.output);
    }
    std::stable_sort(targets_.begin(), targets_.end(), [](const Target& left, const Target& right) {
        return !left.path.empty() && right.path.empty();
    });
}

ReportOutput::~ReportOutput() = default;

bool ReportOutput::is_empty() const {
    return targets_.empty();
}

bool ReportOutput::uses_standard_output() const {
    return !targets_.empty() && targets_.back().path.empty();
}

bool ReportOutput::wants_items() const {
    return std::any_of(targets_.begin(), targets_.end(),
                       [](const Target& target) { return target.format->item != nullptr; });
}

void ReportOutput::take(const report::Item& item, const report::Document& frame) {
    ++taken_;
    for (Target& target : targets_) {
        if (target.format->item == nullptr) {
            continue;
        }
        if (!target.items) {
            target.items.reset(nameless_file());
        }
        const std::string text = target.format->item(item, frame, taken_);
        if (!target.items ||
            std::fwrite(text.data(), 1, text.size(), target.items.get()) != text.size()) {
            throw_full();
        }
    }
}

void ReportOutput::finish(const report::Document& document) {
    for (Target& target : targets_) {
        ResultOutput output(target.path);
        output.write(target.format->head(document, target.look));
        if (target.items) {
            copy(target.items.get(), output);
        }
        if (target.format->foot != nullptr) {
            output.write(target.format->foot(document));
        }
        output.finish();
    }
}

void ReportOutput::write(const report::Document& document) {
    for (const Target& target : targets_) {
        write_result(report::written(document, *target.format, target.look), target.path);
    }
}

}  // namespace tlsmatrix::cli
