#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/matrix/repeat.hpp>
#include <tlsmatrix/report/text_layout.hpp>

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

// What an axis adds to the two commands. Values without a row have no flags of OpenSSL's.
struct AxisFlags {
    std::string_view axis;
    std::string_view value;
    std::string_view server;
    std::string_view client;
};

constexpr std::array axis_flags{
    AxisFlags{"scsv", "off", "", ""},
    AxisFlags{"scsv", "on", "", " -fallback_scsv"},
    AxisFlags{"retry", "off", "", ""},
    AxisFlags{"retry", "on", " -groups P-256", " -groups X25519:P-256"},
    AxisFlags{"transport", "loopback", "", ""},
    AxisFlags{"transport", "memory", "", ""},
    AxisFlags{"post-handshake", "off", "", ""},
    AxisFlags{"verify-client", "none", "", ""},
    AxisFlags{"verify-client", "optional", " -CAfile ca.pem -verify 5 -verify_return_error", ""},
    AxisFlags{"verify-client", "required", " -CAfile ca.pem -Verify 5 -verify_return_error", ""},
    AxisFlags{"client-certificate", "none", "", ""},
    AxisFlags{"client-certificate", "trusted", "",
              " -cert server-ecdsa.pem -cert_chain server-ecdsa.pem -key server-ecdsa.key"},
};

const AxisFlags* flags_of(std::string_view axis, std::string_view value) {
    const auto found =
        std::find_if(axis_flags.begin(), axis_flags.end(),
                     [&](const AxisFlags& row) { return row.axis == axis && row.value == value; });
    return found == axis_flags.end() ? nullptr : found;
}

// AddedFlags is what the axes make of the two commands.
struct AddedFlags {
    std::string certificate = "ecdsa";  // as that of a cell without the axis
    std::string server_level = "0";
    std::string client_level = "0";
    std::string server;
    std::string client;
};

std::optional<AddedFlags> added_flags_of(const Cell& cell) {
    AddedFlags ends;
    for (const auto& [axis, value] : cell.axes) {
        if (axis == "certificate") {
            if (!certs::parse_key_type(value)) {
                return std::nullopt;  // `certs` writes no such file
            }
            ends.certificate = value;
        } else if (axis == "server-level") {
            ends.server_level = value;
        } else if (axis == "client-level") {
            ends.client_level = value;
        } else if (axis == "group") {
            ends.server += " -groups " + value;
            ends.client += " -groups " + value;
        } else if (const AxisFlags* added = flags_of(axis, value)) {
            ends.server += added->server;
            ends.client += added->client;
        } else {
            return std::nullopt;
        }
    }
    return ends;
}

// The exact server keeps back no more than the sentinel, which a set without a hole does not need;
// the exact client makes one attempt of such a set.
bool is_openssls(const End& end) {
    return end.engine == Engine::openssl || !end.versions.has_hole();
}

}  // namespace

std::string repeat_command(const Cell& cell) {
    if (cell.has_program()) {  // only the file has its command
        const auto& named = cell.client.named ? cell.client.named : cell.server.named;
        return repeat_in_file(named->file, cell);
    }
    std::string command = fmt::format(
        "tlsmatrix matrix --clients {} --client-engine {} --servers {} --server-engine {}",
        cell.client.versions.str(), engine_name(cell.client.engine), cell.server.versions.str(),
        engine_name(cell.server.engine));
    for (const auto& [name, value] : cell.axes) {
        fmt::format_to(std::back_inserter(command), " --axis {}={}", name, value);
    }
    return command;
}

std::string repeat_command(const CellResult& result) {
    return result.repeat.empty() ? repeat_command(result.cell) : result.repeat;
}

std::string repeat_in_file(const std::string& file, const Cell& cell) {
    return fmt::format("tlsmatrix matrix {} --filter {}", report::shell_word(file),
                       report::shell_word(cell.id()));
}

std::optional<OpensslCommands> repeat_with_openssl(const Cell& cell) {
    if (cell.has_program()) {
        return std::nullopt;
    }
    const auto ends = added_flags_of(cell);
    if (!is_openssls(cell.client) || !is_openssls(cell.server) || !ends) {
        return std::nullopt;
    }
    return OpensslCommands{
        fmt::format("openssl s_server -accept 4433 -www -cert server-{0}.pem -cert_chain "
                    "server-{0}.pem -key server-{0}.key -cipher DEFAULT:@SECLEVEL={1}{2}{3}",
                    ends->certificate, ends->server_level, without_others(cell.server.versions),
                    ends->server),
        fmt::format("openssl s_client -connect localhost:4433 -CAfile ca.pem -verify_return_error "
                    "-cipher DEFAULT:@SECLEVEL={}{}{}",
                    ends->client_level, without_others(cell.client.versions), ends->client)};
}

}  // namespace tlsmatrix::matrix
