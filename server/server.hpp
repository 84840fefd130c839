// Several pinned HTTPS listeners in one process.
//   Server server(std::move(settings));      // binds, and proves what it speaks
//   use(server.listeners()[0].url);          // the destructor stops it
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <tlsmatrix/server/settings.hpp>

namespace tlsmatrix::server {

// ListenerInfo is a listener as it came to be: the real port, where 0 was asked for.
struct ListenerInfo : ServerTls {
    std::string name = {};
    std::string address = {};  // the first of `addresses`
    std::uint16_t port = 0;
    // https://127.0.0.1:8010/ with a host that the certificate names: `localhost`, where that is
    // what was asked for.
    std::string url = {};
    std::vector<std::string> addresses = {};  // all that it accepts on, with that one port
    const Behaviour* behaviour = nullptr;     // as ListenerSettings has it
    const ZooEntry* certificate = nullptr;    // the same
};

// Server accepts from the moment it is constructed until it is stopped. Its threads are its own; it
// takes no signals and writes nothing but its log.
class Server {
  public:
    // Throws SetupError: an address in use or not ours, a version that this OpenSSL cannot speak, a
    // key that does not fit, too few threads to be had, or a listener whose pin proof failed: the
    // server dials itself over the real socket once for every version and address, and must speak
    // exactly what was asked.
    explicit Server(Settings settings);
    // Stops without waiting for requests in flight.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] const std::vector<ListenerInfo>& listeners() const;

    // stop closes the listeners at once and idle connections too, lets requests in flight finish
    // within Deadlines::stop, ends those that did not, with an entry each, writes the log out, and
    // returns when all is over: at most Deadlines::linger later.
    void stop();
    // stop_now does not wait, and what it drops has no entry; it may be called while stop() waits
    // in another thread.
    void stop_now();
    // reopen_log reopens the log file, where there is one.
    void reopen_log();

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace tlsmatrix::server
