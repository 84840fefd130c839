#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <memory>
#include <tuple>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/file_descriptor.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/process/child_process.hpp>
#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/process/detail/starting.hpp>

namespace tlsmatrix::process {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

// Every signal as a new process has it: this program ignores SIGPIPE, which a child would inherit.
class SpawnAttributes {
  public:
    SpawnAttributes() {
        ::posix_spawnattr_init(&attributes_);
        sigset_t none;
        sigset_t all;
        ::sigemptyset(&none);
        ::sigfillset(&all);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        ::posix_spawnattr_setsigdefault(&attributes_, &all);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    ~SpawnAttributes() { ::posix_spawnattr_destroy(&attributes_); }
    SpawnAttributes(const SpawnAttributes&) = delete;
    SpawnAttributes& operator=(const SpawnAttributes&) = delete;
    [[nodiscard]] const posix_spawnattr_t* get() const { return &attributes_; }

  private:
    posix_spawnattr_t attributes_{};
};

// input_of is a file in memory: nobody has to write while the child reads, and its end is an end of
// file. Nothing is open where there is nothing to read.
FileDescriptor input_of(const ChildSettings& settings) {
    if (settings.input.empty()) {
        return FileDescriptor(-1);
    }
    FileDescriptor file(::memfd_create("input", MFD_CLOEXEC));
    const auto length = static_cast<ssize_t>(settings.input.size());
    if (!file.is_open() ||
        ::pwrite(file.number(), settings.input.data(), settings.input.size(), 0) != length) {
        cannot_start(settings.arguments.front(), errno);
    }
    return file;
}

// What there is to read, and both outputs into the pipe.
class SpawnDescriptors {
  public:
    SpawnDescriptors(const FileDescriptor& input, int output) {
        ::posix_spawn_file_actions_init(&actions_);
        if (input.is_open()) {
            ::posix_spawn_file_actions_adddup2(&actions_, input.number(), STDIN_FILENO);
        } else {
            ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        }
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDERR_FILENO);
        ::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    }
    ~SpawnDescriptors() { ::posix_spawn_file_actions_destroy(&actions_); }
    SpawnDescriptors(const SpawnDescriptors&) = delete;
    SpawnDescriptors& operator=(const SpawnDescriptors&) = delete;
    [[nodiscard]] const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_{};
};

pid_t spawn(ChildSettings& settings, int output) {
    const SpawnAttributes attributes;
    const FileDescriptor input = input_of(settings);
    const SpawnDescriptors descriptors(input, output);
    const std::vector<char*> arguments = pointers_to(settings.arguments);
    const std::vector<char*> environment = pointers_to(settings.environment);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, settings.arguments.front().c_str(), descriptors.get(),
                                     attributes.get(), arguments.data(), environment.data());
    if (error != 0) {
        cannot_start(settings.arguments.front(), error);
    }
    return pid;
}

// For one that no descriptor tells of.
void await_killed(pid_t pid) {
    const auto deadline = Clock::now() + patience_after_kill;
    while (::waitpid(pid, nullptr, WNOHANG) == 0 && Clock::now() < deadline) {
        ::poll(nullptr, 0, 1);
    }
}

class Child;

// Children knows who runs on a context, so that all can be ended at once.
class Children : public asio::execution_context::service {
  public:
    using key_type = Children;
    static inline asio::execution_context::id id;

    explicit Children(asio::execution_context& context)
        : asio::execution_context::service(context) {}
    void shutdown() override {}

    void add(const std::shared_ptr<Child>& child) {
        std::erase_if(running_, [](const auto& each) { return each.expired(); });
        running_.push_back(child);
    }
    void end_all();

  private:
    std::vector<std::weak_ptr<Child>> running_;
};

// Child is a process that runs, and ends with this object at the latest, where anybody can end it.
// Handlers share it: one that was queued before it was cancelled may still come.
class Child : public std::enable_shared_from_this<Child> {
  public:
    Child(asio::io_context& context, ChildSettings& settings)
        : timeout_(settings.timeout), output_(context), process_(context), timer_(context) {
        const std::string& program = settings.arguments.front();
        const Pipe pipe = make_pipe(program);
        output_.assign(pipe.reading);
        output_.native_non_blocking(true);
        try {
            pid_ = spawn(settings, pipe.writing);
        } catch (...) {
            ::close(pipe.writing);
            throw;
        }
        ::close(pipe.writing);
        const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
        if (descriptor < 0) {
            const int error = errno;
            signal_all(SIGKILL);
            await_killed(pid_);
            cannot_start(program, error);
        }
        process_.assign(descriptor);
    }
    ~Child() {
        if (!over_) {
            signal_all(SIGKILL);
            pollfd ended{process_.native_handle(), POLLIN, 0};
            ::poll(&ended, 1, int{patience_after_kill.count()});
            reap();
        }
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    [[nodiscard]] pid_t pid() const { return pid_; }

    asio::awaitable<Finished> finish() {
        read_on();
        set_deadline(timeout_, SIGTERM);
        co_await wait_for_end();
        timer_.cancel();
        signal_all(SIGKILL);
        reap();
        take_output();
        output_.close();
        trim();
        finished_.duration =
            std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - started_);
        co_return std::move(finished_);
    }

    // end_now kills it, and waits no longer than patience_after_kill for its end.
    void end_now() {
        if (!over_) {
            signal_all(SIGKILL);
            give_up_after(patience_after_kill);
        }
    }

  private:
    // Asio hands the state of a closed descriptor to the next that is opened, and an event that it
    // has still queued for the former ends the wait of the new one: a wait that ends is no proof.
    asio::awaitable<void> wait_for_end() {
        error_code error;
        while (!error && !has_ended()) {
            std::tie(error) =
                co_await process_.async_wait(asio::posix::stream_descriptor::wait_read, token);
        }
    }

    bool has_ended() {
        pollfd ended{process_.native_handle(), POLLIN, 0};
        return ::poll(&ended, 1, 0) > 0;
    }

    void set_deadline(std::chrono::milliseconds after, int signal) {
        timer_.expires_after(after);
        timer_.async_wait([self = shared_from_this(), signal](error_code error) {
            if (error || self->over_) {
                return;
            }
            self->finished_.exit.timed_out = true;
            self->signal_all(signal);
            if (signal == SIGTERM) {
                self->set_deadline(patience_after_term, SIGKILL);
            } else {
                self->give_up_after(patience_after_kill);
            }
        });
    }

    // Who has become another user cannot be killed, and who hangs in the kernel does not end by it.
    void give_up_after(std::chrono::milliseconds after) {
        timer_.expires_after(after);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error && !self->over_) {
                error_code ignored;
                self->process_.cancel(ignored);
            }
        });
    }

    void read_on() {
        output_.async_wait(asio::posix::stream_descriptor::wait_read,
                           [self = shared_from_this()](error_code error) {
                               if (!error && self->take_output()) {
                                   self->read_on();
                               }
                           });
    }

    // take_output reads what is there, and tells whether there may be more. A process that writes
    // faster than it is read must not keep this thread to itself, nor must a survivor of its group.
    bool take_output() {
        std::array<char, 16 * 1024> buffer;
        for (int turn = 0; turn < 64; ++turn) {
            const ssize_t bytes = ::read(output_.native_handle(), buffer.data(), buffer.size());
            if (bytes <= 0) {
                return bytes < 0 && (errno == EAGAIN || errno == EINTR);
            }
            finished_.output.append(buffer.data(), static_cast<std::size_t>(bytes));
            finished_.output_bytes += static_cast<std::size_t>(bytes);
            trim();
        }
        return true;
    }

    void trim() {
        std::string& output = finished_.output;
        if (output.size() > Finished::max_output) {
            output.erase(0, output.size() - Finished::max_output);
        }
    }

    // Its group, and itself, which may have left it. Before the leader is reaped its number, which
    // is the group's, cannot be anybody else's.
    void signal_all(int signal) const {
        ::kill(-pid_, signal);
        ::kill(pid_, signal);
    }

    void reap() {
        int status = 0;
        over_ = true;
        if (::waitpid(pid_, &status, WNOHANG) != pid_) {
            finished_.exit.unended = true;
        } else if (WIFEXITED(status)) {
            finished_.exit.status = WEXITSTATUS(status);
        } else if (WIFSIGNALED(status)) {
            finished_.exit.signal = WTERMSIG(status);
        }
    }

    std::chrono::milliseconds timeout_;
    Clock::time_point started_ = Clock::now();
    pid_t pid_ = 0;
    bool over_ = false;  // reaped, or given up
    Finished finished_;
    asio::posix::stream_descriptor output_;
    asio::posix::stream_descriptor process_;
    asio::steady_timer timer_;
};

void Children::end_all() {
    for (const auto& each : running_) {
        if (const auto child = each.lock()) {
            child->end_now();
        }
    }
}

}  // namespace

void end_children(asio::io_context& context) {
    asio::use_service<Children>(context).end_all();
}

asio::awaitable<Finished> run_child(asio::io_context& context, ChildSettings settings) {
    const auto child = std::make_shared<Child>(context, settings);
    asio::use_service<Children>(context).add(child);
    if (settings.started) {
        settings.started(child->pid());
    }
    Finished finished = co_await child->finish();
    co_return finished;
}

}  // namespace tlsmatrix::process
