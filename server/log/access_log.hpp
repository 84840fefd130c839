// Where access lines go: standard output or a file.
//   auto log = AccessLog::to_file("access.log", LogFormat::parse("report").value());
//   AccessLogWriter writer(log);
//   if (writer.add(entry)) call_within(AccessLogWriter::flush_interval, [&] { writer.flush(); });
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include <tlsmatrix/base/text_buffer.hpp>
#include <tlsmatrix/server/log/log_format.hpp>

namespace tlsmatrix::server {

// AccessLog is the destination that the threads of a server share. Each thread formats and collects
// lines in an AccessLogWriter of its own, without a lock; whole lines go out with one write(2) to a
// descriptor in append mode, one writer at a time. Lines that cannot be written are dropped and
// counted, with a message on stderr at most once a second, and the service goes on: a full disk, a
// file size limit, a reader that has gone, a non-blocking pipe that nobody reads for 100 ms. A pipe
// in blocking mode makes the server wait for its reader. The program has to ignore SIGPIPE and
// SIGXFSZ.
class AccessLog {
  public:
    // to_standard_output writes to descriptor 1; to_file opens or creates (0644, O_APPEND,
    // O_CLOEXEC) and throws SetupError naming the file where it cannot. A file whose last byte is
    // not a newline (a crash tore its last line) gets one first.
    [[nodiscard]] static std::shared_ptr<AccessLog> to_standard_output(LogFormat format);
    [[nodiscard]] static std::shared_ptr<AccessLog> to_file(const std::string& path,
                                                            LogFormat format);
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    // reopen opens the path again, after a rotation, and puts it in the place of the old descriptor
    // in one step (dup3), so that no line is lost. Any thread, no signal handler; false, with a
    // message on stderr at most once a second, where the file cannot be opened: the old one goes
    // on. Nothing for stdout.
    bool reopen();
    // dropped counts the lines that could not be written. It never falls.
    [[nodiscard]] std::uint64_t dropped() const;

  private:
    friend class AccessLogWriter;
    struct State;
    explicit AccessLog(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// AccessLogWriter formats and writes the lines of one thread. On terminals, pipes and sockets each
// line goes out at once; in a file within the interval, or when 64 KB wait.
class AccessLogWriter {
  public:
    static constexpr std::chrono::milliseconds flush_interval{100};

    explicit AccessLogWriter(std::shared_ptr<AccessLog> log);
    ~AccessLogWriter();  // flushes
    AccessLogWriter(const AccessLogWriter&) = delete;
    AccessLogWriter& operator=(const AccessLogWriter&) = delete;

    // add formats the entry. True: lines are waiting, and the owner must call flush within
    // flush_interval.
    [[nodiscard]] bool add(const AccessEntry& entry);
    // flush writes what waits; nothing where nothing does.
    void flush();

  private:
    std::shared_ptr<AccessLog> log_;
    TextBuffer waiting_;
};

}  // namespace tlsmatrix::server
