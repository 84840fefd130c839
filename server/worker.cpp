#include <algorithm>
#include <exception>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <fmt/format.h>

#include <tlsmatrix/server/detail/serve_connection.hpp>
#include <tlsmatrix/server/detail/worker.hpp>

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
      most_handshakes_(std::max(settings.most_handshakes / std::max(settings.threads, 1U), 1U)),
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
    close_what_is_left();
    if (log_) {
        log_->flush();
    }
}

void Worker::start_session(Accepted accepted, std::shared_ptr<const PinnedContext> pinned) {
    ++under_way_;
    asio::co_spawn(context_,
                   serve(*this, std::move(accepted), std::move(pinned), UnderWay(&under_way_)),
                   [this](std::exception_ptr exception) { report(std::move(exception)); });
}

// An exception out of a session is a bug of ours or memory running out: it ends that connection
// alone, and is never silent.
void Worker::report(std::exception_ptr exception) const {
    if (!exception) {
        return;
    }
    try {
        std::rethrow_exception(std::move(exception));
    } catch (const std::exception& error) {
        settings_.reporter(fmt::format("a session ended unexpectedly: {}", error.what()));
    }
}

void Worker::stop() {
    asio::post(context_, [this] {
        stopping_ = true;
        work_.reset();
        for (ActiveSession& session : handshakes_) {
            // Whoever has sent a ClientHello is in flight.
            if (!session.stream->connection().observation().client_hello) {
                end(session, "the server stopped before the client sent a hello");
            }
        }
        for (ActiveSession& session : sessions_) {
            if (session.idle) {
                end(session, {});
            }
        }
        stop_ends_ = Stream::Clock::now() + settings_.deadlines.stop;
        limit_stop();
        finish_if_empty();
    });
}

void Worker::limit_stop() {
    stop_timer_.expires_at(stop_ends_);
    stop_timer_.async_wait([this](boost::system::error_code error) {
        if (error) {
            return;
        }
        if (gave_up_) {
            context_.stop();
        } else {
            give_up();
        }
    });
}

// A deadline that has passed, and not a cancelled wait: a session whose wait has just ended would
// not hear of that, and begin the next.
void Worker::give_up() {
    gave_up_ = true;
    for (ActiveSession& session : handshakes_) {
        session.why_ended = "the server stopped before the handshake was over";
        session.stream->expires_after({});
    }
    for (ActiveSession& session : sessions_) {
        session.stream->expires_after({});
    }
    stop_ends_ = Stream::Clock::now() + settings_.deadlines.linger;
    limit_stop();
}

void Worker::end(ActiveSession& session, std::string_view why) {
    boost::system::error_code ignored;
    session.why_ended = why;
    session.stream->socket().cancel(ignored);
}

// A client's hello may be waiting unread where there is much to do, so silence is a socket without
// a byte, and not a moment's.
void Worker::make_room() {
    asio::post(context_, [this] {
        constexpr std::chrono::milliseconds silence{250};
        const auto before = Stream::Clock::now() - silence;
        for (ActiveSession& session : handshakes_) {
            if (session.since > before) {
                break;  // those behind it are younger
            }
            boost::system::error_code gone;
            Stream& stream = *session.stream;
            if (!stream.connection().observation().client_hello &&
                stream.socket().available(gone) == 0) {
                end(session,
                    "too many handshakes are under way, and no hello came from this client");
            }
        }
    });
}

void Worker::stop_now() {
    context_.stop();
}

// A session that was left suspended would keep its connection open for as long as the server lives:
// from 3.2 on OpenSSL says goodbye behind a record that is stuck half-written only when that has
// found room, so its session waits for the end of the linger, and meets that of the stop.
void Worker::close_what_is_left() {
    boost::system::error_code ignored;
    for (std::list<ActiveSession>* sessions : {&handshakes_, &sessions_}) {
        for (ActiveSession& session : *sessions) {
            session.stream->socket().close(ignored);
        }
    }
}

void Worker::finish_if_empty() {
    if (stopping_ && handshakes_.empty() && sessions_.empty()) {
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

SessionGuard::SessionGuard(Worker& worker, Stream& stream)
    : worker_(worker),
      entry_(worker.handshakes_.insert(worker.handshakes_.end(), ActiveSession{&stream})) {
    if (worker_.stopping_) {
        worker_.limit_stop();  // the stop may have found no session, and be over but for this one
    }
}

void SessionGuard::handshake_over() {
    worker_.sessions_.splice(worker_.sessions_.end(), worker_.handshakes_, entry_);
    shaking_hands_ = false;
}

SessionGuard::~SessionGuard() {
    if (shaking_hands_) {
        handshake_over();
    }
    worker_.sessions_.erase(entry_);
    worker_.finish_if_empty();
}

}  // namespace tlsmatrix::server
