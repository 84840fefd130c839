// The compatibility table of Python's ssl module, as its documentation has it: data alone.
//   documented(Protocol::tls_1_0, Protocol::tls).yes
#pragma once

#include <array>
#include <string_view>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::matrix::ssl_module {

// Protocol is a row, where it is the client's, or a column, where it is the server's. `tls` is
// PROTOCOL_TLS, formerly PROTOCOL_SSLv23.
enum class Protocol { sslv2, sslv3, tls, tls_1_0, tls_1_1, tls_1_2 };

inline constexpr std::array protocols{Protocol::sslv2,   Protocol::sslv3,   Protocol::tls,
                                      Protocol::tls_1_0, Protocol::tls_1_1, Protocol::tls_1_2};

// protocol_name is the documentation's word: SSLv2, SSLv3, TLS, TLSv1, TLSv1.1, TLSv1.2.
[[nodiscard]] std::string_view protocol_name(Protocol protocol);

// is_ssl tells SSLv2 and SSLv3, which no OpenSSL since 1.1 (SSLv2) or by default (SSLv3) has.
[[nodiscard]] bool is_ssl(Protocol protocol);

// Entry is what the documentation says of a cell.
struct Entry {
    bool yes = false;
    int footnote = 0;  // 1 and 2 stand at cells; 0: none
};

// documented is the table of the current documentation (Python 3.6 and later).
[[nodiscard]] Entry documented(Protocol client, Protocol server);

struct Footnote {
    int number;
    std::string_view text;
};

// footnotes are the documentation's three, in our words; the third stands at PROTOCOL_TLS itself.
[[nodiscard]] const std::array<Footnote, 3>& footnotes();

// Configuration is how both ends of every cell are set up, besides their protocol.
struct Configuration {
    std::string_view name;
    std::string_view meaning;
    int security_level = 0;
    VersionSet tls;  // what PROTOCOL_TLS stands for
};

// configurations are the library's defaults, level 0, and level 0 with a minimum of 1.0. The first
// has the level that a context gets of which nothing was asked, openssl.cnf included; both of the
// first have the minimum of 1.2 that Python has set for PROTOCOL_TLS since 3.10.
[[nodiscard]] std::array<Configuration, 3> configurations(int default_security_level);

// versions_of is what a protocol means in a configuration; empty for SSLv2 and SSLv3.
[[nodiscard]] VersionSet versions_of(Protocol protocol, const Configuration& configuration);

}  // namespace tlsmatrix::matrix::ssl_module
