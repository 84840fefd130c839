#include <algorithm>
#include <set>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include <tlsmatrix/check/trial_servers.hpp>
#include <tlsmatrix/engine/take_h2.hpp>
#include <tlsmatrix/engine/version_fixed.hpp>
#include <tlsmatrix/process/completion_token.hpp>
#include <tlsmatrix/server/log/log_format.hpp>

namespace tlsmatrix::check {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

// A client's own path and method are its own business here: only what is no page of ours is
// answered in their place.
server::Response answer(const server::Handler& pages, const server::Request& request,
                        const server::ConnectionFacts& facts) {
    server::Response response = pages(request, facts);
    if (response.status == 404 || response.status == 405) {
        return {.content_type = "application/json",
                .body = R"({"status": "ok", "body": "it was received"})"};
    }
    return response;
}

std::string line_of(const server::AccessEntry& entry) {
    static const server::LogFormat report = server::LogFormat::parse("report").value();
    std::string line;
    report.append(entry, line);
    line.pop_back();  // its newline
    return line;
}

}  // namespace

// PortLog is the connections of one port. The dial that settles a trial is told from the client's
// by its own port.
struct TrialServers::PortLog {
    explicit PortLog(asio::io_context& context) : changed(context) {
        changed.expires_at(asio::steady_timer::time_point::max());
    }

    [[nodiscard]] bool is_over() const { return last_dial_seen && open.empty(); }

    std::uint16_t last_dial = 0;
    bool last_dial_seen = false;
    std::set<std::uint64_t> dials;  // what settled, which is nobody's sight
    std::set<std::uint64_t> open;
    std::size_t came = 0;
    std::map<std::uint64_t, ConnectionSight> sights;
    asio::steady_timer changed;  // never expires: it is cancelled to wake who waits
};

namespace {

// A CA of ECDSA alone has no leaf of RSA, and its check no trial that would want one.
Credentials leaf_of(const CheckAuthority& authority, certs::KeyType type) {
    const auto found = authority.leaves.find(type);
    return found == authority.leaves.end() ? Credentials{} : found->second;
}

}  // namespace

TrialServers::TrialServers(asio::io_context& context, const CheckAuthority& authority,
                           const std::optional<Credentials>& own, int security_level,
                           Listening listening)
    : context_(context),
      listening_(listening),
      security_level_(security_level),
      rsa_(own ? *own : leaf_of(authority, certs::KeyType::rsa)),
      ecdsa_(own ? *own : leaf_of(authority, certs::KeyType::ecdsa)) {}

TrialServers::~TrialServers() = default;

std::uint16_t TrialServers::open(const Trial& trial) {
    server::Settings settings;
    settings.credentials = trial.credentials                                ? *trial.credentials
                           : trial.profile->key_type == certs::KeyType::rsa ? rsa_
                                                                            : ecdsa_;
    const bool fixed = trial.kind == Trial::Kind::version_fixed;
    settings.adjust_context = [fixed, h2 = listening_.takes_h2](ssl_ctx_st* made) {
        if (fixed) {
            fix_version(made);
        }
        if (h2) {
            take_h2(made);
        }
    };
    settings.listeners.push_back({{.versions = trial.versions,
                                   .security_level = security_level_,
                                   .ciphers = std::string(trial.profile->ciphers)},
                                  std::string(listening_.address)});
    return start(std::move(settings));
}

std::uint16_t TrialServers::open(const server::ListenerSettings& listener) {
    server::Settings settings;
    settings.credentials = rsa_;
    settings.listeners.push_back(listener);
    return start(std::move(settings));
}

std::uint16_t TrialServers::start(server::Settings settings) {
    settings.pin_proof = false;  // each connection's own version is looked at
    settings.deadlines.keep_alive = std::min(settings.deadlines.keep_alive, listening_.keep_alive);
    settings.handler = [pages = server::default_handler()](const server::Request& request,
                                                           const server::ConnectionFacts& facts) {
        return answer(pages, request, facts);
    };
    settings.watcher = [this](const server::AccessEntry& entry) { note(entry); };
    settings.connection_watcher = [this](const server::ConnectionEvent& event) { note(event); };
    servers_.push_back(std::make_unique<server::Server>(std::move(settings)));
    const std::uint16_t port = servers_.back()->listeners().front().port;
    logs_.emplace(port, std::make_unique<PortLog>(context_));
    return port;
}

void TrialServers::note(const server::AccessEntry& entry) {
    const server::ConnectionFacts& facts = *entry.connection;
    ConnectionSight sight{.serial = facts.serial,
                          .client = facts.peer.host,
                          .client_port = facts.peer.port,
                          .observation = facts.observation,
                          .outcome = facts.outcome,
                          .cause = facts.cause,
                          .request_arrived = entry.request != nullptr && entry.requests > 0,
                          .status = entry.response != nullptr ? entry.response->status : 0,
                          .line = line_of(entry)};
    asio::post(context_, [this, port = facts.local.port, sight = std::move(sight)]() mutable {
        // The first entry of a connection has told it all.
        logs_.at(port)->sights.emplace(sight.serial, std::move(sight));
    });
}

void TrialServers::note(const server::ConnectionEvent& event) {
    asio::post(context_, [this, event] {
        PortLog& log = *logs_.at(event.local_port);
        if (event.kind == server::ConnectionEvent::Kind::closed) {
            log.open.erase(event.serial);
        } else if (event.peer_port != 0 && event.peer_port == log.last_dial) {
            log.last_dial_seen = true;
            log.dials.insert(event.serial);
        } else {
            log.open.insert(event.serial);
            ++log.came;
        }
        log.changed.cancel();
    });
}

Activity TrialServers::activity(std::uint16_t port) const {
    const PortLog& log = *logs_.at(port);
    return {log.came, log.open.size()};
}

// Connections wait in the listener's queue in the order of their arrival: once ours, which came
// after the client's end, has been accepted, so have all of the client's.
asio::awaitable<std::vector<ConnectionSight>> TrialServers::settle(
    std::uint16_t port, std::chrono::milliseconds patience) {
    PortLog& log = *logs_.at(port);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    log.last_dial_seen = false;
    tcp::socket dial(context_);
    boost::system::error_code error;
    dial.open(tcp::v4(), error);
    dial.non_blocking(true, error);  // a queue that the client has filled is not waited for
    dial.bind({asio::ip::address_v4::loopback(), 0}, error);
    log.last_dial = dial.local_endpoint(error).port();
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), port);
    dial.connect(endpoint, error);
    while (!log.is_over() && std::chrono::steady_clock::now() < deadline) {
        log.changed.expires_at(deadline);
        co_await log.changed.async_wait(process::token);
    }
    std::vector<ConnectionSight> sights;
    for (auto& [serial, sight] : log.sights) {
        if (!log.dials.contains(serial)) {
            sights.push_back(std::move(sight));
        }
    }
    log.sights.clear();
    if (log.last_dial_seen) {
        log.last_dial = 0;  // the port may be a client's next
    }
    co_return sights;
}

}  // namespace tlsmatrix::check
