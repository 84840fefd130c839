#include <atomic>
#include <exception>
#include <functional>
#include <future>
#include <system_error>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/server/behaviours/detail/misbehave.hpp>
#include <tlsmatrix/server/detail/listener.hpp>
#include <tlsmatrix/server/detail/pin_proof.hpp>
#include <tlsmatrix/server/detail/worker.hpp>
#include <tlsmatrix/server/origin.hpp>
#include <tlsmatrix/server/server.hpp>

namespace tlsmatrix::server {

namespace asio = boost::asio;
using asio::ip::tcp;

struct Server::Implementation {
    explicit Implementation(Settings given) : settings(std::move(given)) {}

    void make_workers() {
        for (unsigned i = 0; i < std::max(settings.threads, 1U); ++i) {
            workers.push_back(std::make_unique<Worker>(settings, proof_ports, serial));
        }
    }

    void bind(const ListenerSettings& listener) {
        const bool own = listener.credentials.key != nullptr;
        ServerContextSettings context{listener, own ? listener.credentials : settings.credentials,
                                      settings.client_trust, settings.key_log,
                                      settings.adjust_context};
        const std::string name =
            listener.name.empty() ? listener.versions.compact() : listener.name;
        const auto other = listener.behaviour != nullptr
                               ? other_server(*listener.behaviour, context)
                               : std::nullopt;
        ServerContext made(std::move(context));
        std::vector<std::string> addresses;
        std::uint16_t port = 0;
        for (tcp::acceptor& acceptor : bind_listener(workers.front()->context(), listener)) {
            const tcp::endpoint bound = acceptor.local_endpoint();
            port = bound.port();
            addresses.push_back(bound.address().to_string());
            acceptors.push_back(std::move(acceptor));
            pinned.push_back(std::make_shared<PinnedContext>(PinnedContext{name,
                                                                           listener.versions,
                                                                           listener.engine,
                                                                           {addresses.back(), port},
                                                                           made,
                                                                           listener.behaviour,
                                                                           listener.certificate,
                                                                           other}));
        }
        const std::string host =
            listener.host == both_loopback_addresses ? listener.host : addresses.front();
        listeners.push_back({listener, name, addresses.front(), port, origin_of({host, port}) + "/",
                             addresses, listener.behaviour, listener.certificate});
    }

    void start() {
        std::vector<Worker*> turns;
        for (const auto& worker : workers) {
            turns.push_back(worker.get());
        }
        for (std::size_t i = 0; i < acceptors.size(); ++i) {
            asio::co_spawn(workers.front()->context(),
                           accept_connections(acceptors[i], pinned[i], turns),
                           [](std::exception_ptr exception) {
                               if (exception) {
                                   std::rethrow_exception(exception);
                               }
                           });
        }
        start_threads();
    }

    void start_threads() {
        try {
            for (const auto& worker : workers) {
                threads.emplace_back([&worker = *worker] { worker.run(); });
            }
        } catch (const std::system_error& error) {
            throw SetupError(
                fmt::format("cannot start {} threads ({}): ask for fewer, or allow more: 'ulimit "
                            "-a' shows the limits on processes and memory",
                            workers.size(), error.code().message()));
        }
    }

    void prove() {
        if (settings.pin_proof) {
            prove_all();
        }
        proof_ports.finish();
    }

    // At once: most of a proof is waiting for the other end. The first is this thread's, and so are
    // those that no thread can be had for.
    void prove_all() {
        std::vector<std::future<void>> proofs;
        for (const ListenerInfo& listener : listeners) {
            if (listener.behaviour != nullptr) {
                continue;
            }
            for (const std::string& address : listener.addresses) {
                const auto how = proofs.empty() ? std::launch::deferred
                                                : std::launch::async | std::launch::deferred;
                proofs.push_back(std::async(how, prove_pin, std::cref(listener), std::cref(address),
                                            std::ref(proof_ports)));
            }
        }
        for (std::future<void>& proof : proofs) {
            proof.get();
        }
    }

    // Acceptors belong to the first worker's thread. Each worker has been told to stop before a
    // port refuses anybody: who sees that knows that what it sends from then on comes to a server
    // that stops.
    void stop() {
        asio::post(workers.front()->context(), [this] {
            for (const auto& worker : workers) {
                worker->stop();
            }
            boost::system::error_code ignored;
            for (tcp::acceptor& acceptor : acceptors) {
                acceptor.close(ignored);
            }
        });
    }

    void join() {
        for (std::thread& thread : threads) {
            if (thread.joinable()) {
                thread.join();
            }
        }
    }

    Settings settings;
    ProofPorts proof_ports;
    std::atomic<std::uint64_t> serial{0};
    std::vector<std::unique_ptr<Worker>> workers;
    std::vector<tcp::acceptor> acceptors;
    std::vector<std::shared_ptr<const PinnedContext>> pinned;  // one of each acceptor
    std::vector<ListenerInfo> listeners;  // with an acceptor for each of their addresses
    std::vector<std::thread> threads;
};

Server::Server(Settings settings)
    : implementation_(std::make_unique<Implementation>(std::move(settings))) {
    Implementation& it = *implementation_;
    it.make_workers();
    for (const ListenerSettings& listener : it.settings.listeners) {
        it.bind(listener);
    }
    try {
        it.start();
        it.prove();
    } catch (...) {
        stop_now();
        it.join();
        throw;
    }
}

Server::~Server() {
    stop_now();
    implementation_->join();
}

const std::vector<ListenerInfo>& Server::listeners() const {
    return implementation_->listeners;
}

void Server::stop() {
    implementation_->stop();
    implementation_->join();
}

void Server::stop_now() {
    for (const auto& worker : implementation_->workers) {
        worker->stop_now();
    }
}

void Server::reopen_log() {
    if (implementation_->settings.log) {
        implementation_->settings.log->reopen();
    }
}

}  // namespace tlsmatrix::server
