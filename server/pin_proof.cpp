#include <sys/socket.h>
#include <sys/time.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/engine/probe.hpp>
#include <tlsmatrix/server/detail/pin_proof.hpp>
#include <tlsmatrix/server/origin.hpp>

namespace tlsmatrix::server {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr timeval patience{5, 0};

// The endpoint to dial for an address of ours: a wildcard is reached through its loopback address.
tcp::endpoint dialled(const Address& listens) {
    const asio::ip::address address = asio::ip::make_address(listens.host);
    if (!address.is_unspecified()) {
        return {address, listens.port};
    }
    if (address.is_v6()) {
        return {asio::ip::address_v6::loopback(), listens.port};
    }
    return {asio::ip::address_v4::loopback(), listens.port};
}

// The socket is bound before it connects, so that its port is known to the server in time.
tcp::socket dial(asio::io_context& context, const ListenerInfo& listener, const Address& address,
                 ProofPorts& ports) {
    const tcp::endpoint target = dialled(address);
    tcp::socket socket(context, tcp::endpoint(target.protocol(), 0));
    ports.insert(socket.local_endpoint().port());
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    boost::system::error_code error;
    socket.connect(target, error);
    if (error) {
        throw SetupError(fmt::format(
            "listener {}: cannot reach its own address {}: {}", listener.name,
            host_port_of({target.address().to_string(), target.port()}), error.message()));
    }
    return socket;
}

std::string mismatch(const ListenerInfo& listener, ProtocolVersion version,
                     const ProbeAnswer& answer) {
    if (answer.spoke) {
        return fmt::format("spoke {}", wire_name(*answer.spoke));
    }
    if (!listener.versions.contains(version)) {
        return {};
    }
    const bool leveled = listener.security_level > 0 && version <= ProtocolVersion::tls_1_1;
    return fmt::format(
        "did not speak {} ({}){}", wire_name(version), answer.refusal,
        leveled
            ? fmt::format("; the security level of the listener is {}, and OpenSSL can forbid "
                          "{} by it: listen with TLSv1.2 or TLSv1.3, or, for a test alone, with "
                          "--security-level 0",
                          listener.security_level, wire_name(version))
            : "");
}

}  // namespace

void prove_pin(const ListenerInfo& listener, const std::string& address, ProofPorts& ports) {
    asio::io_context context;
    const Address listens{address, listener.port};
    std::string mismatches;
    for (ProtocolVersion version : all_versions) {
        const tcp::socket socket = dial(context, listener, listens, ports);
        const ProbeAnswer answer =
            probe(const_cast<tcp::socket&>(socket).native_handle(), version, listener.groups);
        const bool as_asked = listener.versions.contains(version) ? answer.spoke == version
                                                                  : !answer.spoke.has_value();
        if (!as_asked) {
            mismatches += (mismatches.empty() ? "" : " and ") + mismatch(listener, version, answer);
        }
    }
    if (!mismatches.empty()) {
        throw SetupError(fmt::format(
            "pin proof failed: asked for each version once, the listener on {} was to speak {} and "
            "nothing else; it {}",
            host_port_of(listens), listener.versions.wire_names(), mismatches));
    }
}

}  // namespace tlsmatrix::server
