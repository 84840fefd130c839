#include "matrix/repeat.hpp"

#include <array>

#include <fmt/format.h>

namespace tlsmatrix::matrix {
namespace {

using enum ProtocolVersion;

struct Flag {
    ProtocolVersion version;
    std::string_view off;
};

constexpr std::array flags{Flag{tls_1_0, " -no_tls1"}, Flag{tls_1_1, " -no_tls1_1"},
                           Flag{tls_1_2, " -no_tls1_2"}, Flag{tls_1_3, " -no_tls1_3"}};

std::string without_others(VersionSet versions) {
    std::string text;
    for (const Flag& flag : flags) {
        text += versions.contains(flag.version) ? std::string_view() : flag.off;
    }
    return text;
}

// The exact server keeps back no more than the sentinel, which a set without a hole does not need;
// the exact client makes one attempt of such a set.
bool is_openssls(const End& end) {
    return end.engine == Engine::openssl || !end.versions.has_hole();
}

}  // namespace

std::string repeat_command(const Cell& cell) {
    std::string command = fmt::format(
        "tlsmatrix matrix --clients {} --client-engine {} --servers {} --server-engine {}",
        cell.client.versions.str(), engine_name(cell.client.engine), cell.server.versions.str(),
        engine_name(cell.server.engine));
    for (const auto& [name, value] : cell.axes) {
        fmt::format_to(std::back_inserter(command), " --axis {}={}", name, value);
    }
    return command;
}

std::optional<OpensslCommands> repeat_with_openssl(const Cell& cell) {
    if (!is_openssls(cell.client) || !is_openssls(cell.server) || !cell.axes.empty()) {
        return std::nullopt;
    }
    return OpensslCommands{
        fmt::format("openssl s_server -accept 4433 -www -cert server-rsa.pem -cert_chain "
                    "server-rsa.pem -key server-rsa.key -cipher DEFAULT:@SECLEVEL=0{}",
                    without_others(cell.server.versions)),
        fmt::format("openssl s_client -connect localhost:4433 -CAfile ca.pem -verify_return_error "
                    "-cipher DEFAULT:@SECLEVEL=0{}",
                    without_others(cell.client.versions))};
}

}  // namespace tlsmatrix::matrix
