// Internal. A program that is a server: started, waited for, and ended by its process id.
#pragma once

#include <exception>
#include <memory>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <tlsmatrix/matrix/named_end.hpp>
#include <tlsmatrix/peers/program_run.hpp>
#include <tlsmatrix/process/child_process.hpp>

namespace tlsmatrix::peers {

// ServerProgram is one process, in a shared pointer: what waits for its end shares it. Everything
// is called on the context's thread.
class ServerProgram : public std::enable_shared_from_this<ServerProgram> {
  public:
    ServerProgram(boost::asio::io_context& context, const Bench& bench)
        : context_(context), bench_(bench), changed_(context) {}

    // start runs the program and waits until it accepts connections; `directory` is its own to
    // write to, `run` what its descendants are known by. Empty, or a sentence of what went wrong.
    [[nodiscard]] boost::asio::awaitable<std::string> start(const matrix::NamedEnd& named,
                                                            const std::string& directory,
                                                            const std::string& run);
    // fault is a sentence where it has ended by itself; empty while it runs.
    [[nodiscard]] std::string fault() const;
    [[nodiscard]] std::uint16_t port() const { return port_; }
    // stop tells it to end, and ends it where it does not; returns once it is gone.
    [[nodiscard]] boost::asio::awaitable<void> stop();

  private:
    boost::asio::awaitable<void> wait_for_end(std::chrono::milliseconds patience);
    boost::asio::awaitable<bool> accepts();

    boost::asio::io_context& context_;
    const Bench& bench_;
    boost::asio::steady_timer changed_;
    std::string name_;
    std::uint16_t port_ = 0;
    pid_t pid_ = 0;
    bool has_ended_ = true;
    process::Finished finished_;
    std::exception_ptr failure_;
};

}  // namespace tlsmatrix::peers
