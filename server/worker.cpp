#include "server/worker.hpp"

#include <cstdio>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include "server/session.hpp"

namespace tlsmatrix::server {

namespace asio = boost::asio;

void ProofPorts::insert(std::uint16_t port) {
    ports_[port / 64] |= std::uint64_t{1} << (port % 64);
}

bool ProofPorts::contains(std::uint16_t port) const {
    return active_.load(std::memory_order_relaxed) &&
           (ports_[port / 64].load() >> (port % 64) & 1) != 0;
}

Worker::Worker(const Settings& settings, const ProofPorts& proof_ports,
               std::atomic<std::uint64_t>& serial)
    : settings_(settings),
      proof_ports_(proof_ports),
      serial_(serial),
      work_(context_.get_executor()),
      stop_timer_(context_),
      flush_timer_(context_),
      log_(settings.log ? std::make_unique<AccessLogWriter>(settings.log) : nullptr) {}

// Sessions that stop_now left suspended are destroyed with the context, and leave the list then.
Worker::~Worker() {
    stopping_ = false;
}

void Worker::run() {
    context_.run();
    if (log_) {
        log_->flush();
    }
}

namespace {

// An exception out of a session is a bug of ours or memory running out: it ends that connection
// alone, and is never silent.
void report(std::exception_ptr exception) {
    if (!exception) {
        return;
    }
    try {
        std::rethrow_exception(exception);
    } catch (const std::exception& error) {
        fmt::print(stderr, "tlsmatrix: a session ended unexpectedly: {}\n", error.what());
    }
}

}  // namespace

void Worker::start_session(asio::ip::tcp::socket socket,
                           std::shared_ptr<const PinnedContext> pinned) {
    asio::co_spawn(context_, serve(*this, std::move(socket), std::move(pinned)), report);
}

void Worker::stop() {
    asio::post(context_, [this] {
        stopping_ = true;
        work_.reset();
        boost::system::error_code ignored;
        for (ActiveSession& session : sessions_) {
            // Whoever has sent a ClientHello is in flight: until the handshake is over it is here.
            if (session.idle && !session.stream->connection().observation().client_hello) {
                session.stream->socket().cancel(ignored);
            }
        }
        stop_timer_.expires_after(settings_.deadlines.stop);
        stop_timer_.async_wait([this](boost::system::error_code error) {
            if (!error) {
                context_.stop();
            }
        });
        finish_if_empty();
    });
}

void Worker::stop_now() {
    context_.stop();
}

void Worker::finish_if_empty() {
    if (stopping_ && sessions_.empty()) {
        stop_timer_.cancel();
        flush_timer_.cancel();
    }
}

void Worker::record(const AccessEntry& entry) {
    if (settings_.watcher) {
        settings_.watcher(entry);
    }
    if (log_ && log_->add(entry)) {
        schedule_flush();
    }
}

void Worker::schedule_flush() {
    if (flush_scheduled_) {
        return;
    }
    flush_scheduled_ = true;
    flush_timer_.expires_after(AccessLogWriter::flush_interval / 2);
    flush_timer_.async_wait([this](boost::system::error_code) {
        flush_scheduled_ = false;
        log_->flush();
    });
}

void Worker::flush_log() {
    asio::post(context_, [this] {
        if (log_) {
            log_->flush();
        }
    });
}

SessionGuard::SessionGuard(Worker& worker, Stream& stream)
    : worker_(worker),
      entry_(worker.sessions_.insert(worker.sessions_.end(), ActiveSession{&stream, true})) {}

SessionGuard::~SessionGuard() {
    worker_.sessions_.erase(entry_);
    worker_.finish_if_empty();
}

}  // namespace tlsmatrix::server
