#include <tlsmatrix/matrix/ssl_module/table.hpp>

namespace tlsmatrix::matrix::ssl_module {
namespace {

constexpr Entry yes{true, 0};
constexpr Entry no{false, 0};
constexpr Entry no_1{false, 1};
constexpr Entry no_2{false, 2};

// https://docs.python.org/3/library/ssl.html, "Socket creation": clients down, servers across.
constexpr std::array<std::array<Entry, 6>, 6> documented_table{{
    {{yes, no, no_1, no, no, no}},
    {{no, yes, no_2, no, no, no}},
    {{no_1, no_2, yes, yes, yes, yes}},
    {{no, no, yes, yes, no, no}},
    {{no, no, yes, no, yes, no}},
    {{no, no, yes, no, no, yes}},
}};

constexpr std::array<Footnote, 3> footnote_table{{
    {1, "the context switches SSLv2 off by itself (OP_NO_SSLv2)"},
    {2, "the context switches SSLv3 off by itself (OP_NO_SSLv3)"},
    {3,
     "PROTOCOL_TLS brings TLS 1.3 where OpenSSL has it (1.1.1 and later); no constant stands "
     "for 1.3 alone"},
}};

}  // namespace

std::string_view protocol_name(Protocol protocol) {
    constexpr std::array<std::string_view, 6> words{"SSLv2", "SSLv3",   "TLS",
                                                    "TLSv1", "TLSv1.1", "TLSv1.2"};
    return words[static_cast<std::size_t>(protocol)];
}

bool is_ssl(Protocol protocol) {
    return protocol == Protocol::sslv2 || protocol == Protocol::sslv3;
}

Entry documented(Protocol client, Protocol server) {
    return documented_table[static_cast<std::size_t>(client)][static_cast<std::size_t>(server)];
}

const std::array<Footnote, 3>& footnotes() {
    return footnote_table;
}

std::array<Configuration, 3> configurations(int default_security_level) {
    const VersionSet from_1_2{ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3};
    return {{
        {"defaults", "the library's security level, and TLS from 1.2 on, Python's minimum",
         default_security_level, from_1_2},
        {"level-0", "security level 0, and TLS from 1.2 on, Python's minimum", 0, from_1_2},
        {"level-0-minimum-1.0", "security level 0, and TLS from 1.0 on", 0, VersionSet::all()},
    }};
}

VersionSet versions_of(Protocol protocol, const Configuration& configuration) {
    switch (protocol) {
        case Protocol::tls:
            return configuration.tls;
        case Protocol::tls_1_0:
            return {ProtocolVersion::tls_1_0};
        case Protocol::tls_1_1:
            return {ProtocolVersion::tls_1_1};
        case Protocol::tls_1_2:
            return {ProtocolVersion::tls_1_2};
        case Protocol::sslv2:
        case Protocol::sslv3:
            break;
    }
    return {};
}

}  // namespace tlsmatrix::matrix::ssl_module
