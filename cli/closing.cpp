#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/closing.hpp>
#include <tlsmatrix/engine/probe.hpp>

namespace tlsmatrix::cli {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

// TLS 1.2 is the version that asks for an answer (RFC 5246 section 7.2.1).
std::optional<ProtocolVersion> version_for(VersionSet spoken) {
    return spoken.contains(ProtocolVersion::tls_1_2) ? ProtocolVersion::tls_1_2 : spoken.highest();
}

bool connect(asio::io_context& context, tcp::socket& socket, const tcp::endpoint& server,
             std::chrono::duration<double> patience) {
    bool connected = false;
    socket.async_connect(server, [&](boost::system::error_code error) { connected = !error; });
    context.run_for(std::chrono::duration_cast<std::chrono::milliseconds>(patience));
    boost::system::error_code error;
    socket.native_non_blocking(false, error);
    return connected && !error;
}

void limit(int socket, std::chrono::duration<double> patience) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(patience);
    const auto rest = std::chrono::duration_cast<std::chrono::microseconds>(patience - whole);
    const timeval time{whole.count(), rest.count()};
    (void)::setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    (void)::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

}  // namespace

std::optional<scan::Closing> closing_of(const scan::Report& report,
                                        std::chrono::duration<double> patience) {
    const auto version = version_for(report.versions_spoken());
    if (!version || report.address.empty()) {
        return std::nullopt;
    }
    asio::io_context context(1);
    tcp::socket socket(context);
    if (!connect(context, socket, {asio::ip::make_address(report.address), report.target.port},
                 patience)) {
        return std::nullopt;
    }
    limit(socket.native_handle(), patience);
    try {
        const auto closed =
            finds_closed(socket.native_handle(), *version, report.server_name.value_or(""));
        return closed ? std::optional(scan::Closing{static_cast<std::uint16_t>(*version), *closed})
                      : std::nullopt;
    } catch (const SetupError&) {  // this OpenSSL cannot offer the version
        return std::nullopt;
    }
}

}  // namespace tlsmatrix::cli
