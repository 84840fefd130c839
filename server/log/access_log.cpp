#include <cstddef>
#include <utility>

#include <tlsmatrix/server/log/access_log.hpp>
#include <tlsmatrix/server/log/log_file.hpp>

namespace tlsmatrix::server {
namespace {

constexpr std::size_t most_waiting_bytes = std::size_t{64} * 1024;
constexpr std::size_t usual_line_bytes = 1024;

}  // namespace

// State is the file and how its lines look.
struct AccessLog::State {
    explicit State(LogFormat lines) : format(std::move(lines)) {}
    State(LogFormat lines, const std::string& path) : format(std::move(lines)), file(path) {}

    const LogFormat format;
    LogFile file;
};

AccessLog::AccessLog(std::unique_ptr<State> state) : state_(std::move(state)) {}

AccessLog::~AccessLog() = default;

std::shared_ptr<AccessLog> AccessLog::to_standard_output(LogFormat format) {
    return std::shared_ptr<AccessLog>(new AccessLog(std::make_unique<State>(std::move(format))));
}

std::shared_ptr<AccessLog> AccessLog::to_file(const std::string& path, LogFormat format) {
    return std::shared_ptr<AccessLog>(
        new AccessLog(std::make_unique<State>(std::move(format), path)));
}

bool AccessLog::reopen() {
    return state_->file.reopen();
}

std::uint64_t AccessLog::dropped() const {
    return state_->file.dropped();
}

AccessLogWriter::AccessLogWriter(std::shared_ptr<AccessLog> log)
    : log_(std::move(log)),
      waiting_(log_->state_->file.buffers() ? most_waiting_bytes + usual_line_bytes
                                            : usual_line_bytes) {}

AccessLogWriter::~AccessLogWriter() {
    flush();
}

bool AccessLogWriter::add(const AccessEntry& entry) {
    log_->state_->format.append(entry, waiting_);
    if (!log_->state_->file.buffers() || waiting_.size() >= most_waiting_bytes) {
        flush();
    }
    return !waiting_.empty();
}

void AccessLogWriter::flush() {
    if (!waiting_.empty()) {
        log_->state_->file.write(waiting_.view());
        waiting_.clear();
    }
}

}  // namespace tlsmatrix::server
