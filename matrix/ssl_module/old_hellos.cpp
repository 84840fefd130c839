#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/matrix/ssl_module/detail/old_hellos.hpp>
#include <tlsmatrix/scan/dialler.hpp>
#include <tlsmatrix/scan/offer.hpp>
#include <tlsmatrix/scan/suite_order.hpp>
#include <tlsmatrix/server/server.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds whole_patience{10};

Bytes hello_of(Protocol client) {
    const scan::Randomness randomness = scan::Randomness::fresh();
    if (client == Protocol::sslv2) {
        return scan::sslv2_client_hello(randomness);
    }
    return scan::client_hello_record(scan::offer_at(sslv3_code, scan::suites_at(sslv3_code)), "",
                                     randomness);
}

// No end finishes these handshakes, so a hello in answer would be a lie of the server.
HandshakeOutcome outcome_of(const scan::Answer& answer) {
    if (const auto* alert = std::get_if<Alert>(&answer)) {
        return Refused{*alert};
    }
    if (const auto* ending = std::get_if<scan::Ending>(&answer)) {
        if (ending->kind == scan::Ending::Kind::closed) {
            return Closed{describe(answer)};
        }
    }
    return Aborted{fmt::format("the server {}", describe(answer))};
}

server::Settings settings_of(const Configuration& configuration) {
    server::Settings settings;
    settings.credentials =
        certs::Ca::create(certs::KeyType::ecdsa).issue({.key_type = certs::KeyType::ecdsa});
    settings.pin_proof = false;
    for (const Protocol server : protocols) {
        if (!is_ssl(server)) {
            settings.listeners.push_back({{.versions = versions_of(server, configuration),
                                           .engine = Engine::openssl,
                                           .security_level = configuration.security_level}});
        }
    }
    return settings;
}

}  // namespace

OldHellos send_old_hellos(const Configuration& configuration) {
    server::Server servers(settings_of(configuration));
    OldHellos heard;
    asio::io_context context(1);
    const auto ask_all = [&]() -> asio::awaitable<void> {
        std::size_t next = 0;
        for (const Protocol server : protocols) {
            if (is_ssl(server)) {
                continue;
            }
            scan::Dialler dialler(
                {asio::ip::address_v4::loopback(), servers.listeners()[next++].port}, {},
                scan::Dialler::Clock::now() + whole_patience);
            for (const Protocol client : {Protocol::sslv2, Protocol::sslv3}) {
                const scan::Answer answer = co_await dialler.ask(hello_of(client));
                heard.insert_or_assign({client, server}, outcome_of(answer));
            }
        }
    };
    asio::co_spawn(context, ask_all, [](std::exception_ptr exception) {
        if (exception) {
            std::rethrow_exception(exception);
        }
    });
    context.run();
    return heard;
}

}  // namespace tlsmatrix::matrix::ssl_module
