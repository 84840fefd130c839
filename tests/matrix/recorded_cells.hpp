// What real OpenSSLs did, cell by cell: the recordings that scripts/openssl_cells makes.
//   for (const RecordedCell& recorded : recording_of(recordings[0]).cells) ...
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/rule/old_hello.hpp>

namespace tlsmatrix::matrix {

// Recording is a file beside this one.
struct Recording {
    std::string_view name;
    std::string_view file;
    std::string_view library;  // how its line `# library:` goes on
    Profile profile;
};

inline constexpr std::array recordings{
    Recording{"3_0", "openssl_3_0_cells.csv", "OpenSSL 3.0.19 ", Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_cells.csv", "OpenSSL 3.5.8 ", Profile::openssl_3_1},
    Recording{"4_0", "openssl_4_0_cells.csv", "OpenSSL 4.0.1 ", Profile::openssl_4_0},
};

// What the same three did about clients' certificates, and about servers' certificates of rarer
// kinds.
inline constexpr std::array client_certificate_recordings{
    Recording{"3_0", "openssl_3_0_client_certificates.csv", "OpenSSL 3.0.19 ",
              Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_client_certificates.csv", "OpenSSL 3.5.8 ", Profile::openssl_3_1},
    Recording{"4_0", "openssl_4_0_client_certificates.csv", "OpenSSL 4.0.1 ", Profile::openssl_4_0},
};
inline constexpr std::array post_handshake_recordings{
    Recording{"3_0", "openssl_3_0_post_handshake.csv", "OpenSSL 3.0.19 ", Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_post_handshake.csv", "OpenSSL 3.5.7 ", Profile::openssl_3_1},
    Recording{"4_0", "openssl_4_0_post_handshake.csv", "OpenSSL 4.0.1 ", Profile::openssl_4_0},
};
inline constexpr std::array certificate_recordings{
    Recording{"3_0", "openssl_3_0_certificates.csv", "OpenSSL 3.0.19 ", Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_certificates.csv", "OpenSSL 3.5.7 ", Profile::openssl_3_1},
    Recording{"4_0", "openssl_4_0_certificates.csv", "OpenSSL 4.0.1 ", Profile::openssl_4_0},
};

// At the levels that the axes leave out: with the bench's own certificates nothing would pass
// there.
inline constexpr std::array level_recordings{
    Recording{"3_0", "openssl_3_0_levels.csv", "OpenSSL 3.0.19 ", Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_levels.csv", "OpenSSL 3.5.7 ", Profile::openssl_3_1},
    Recording{"4_0", "openssl_4_0_levels.csv", "OpenSSL 4.0.1 ", Profile::openssl_4_0},
};

// What they made of hellos that are older than TLS.
inline constexpr std::array old_hello_recordings{
    Recording{"3_0", "openssl_3_0_old_hellos.csv", "OpenSSL 3.0.19 ", Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_old_hellos.csv", "OpenSSL 3.5.7 ", Profile::openssl_3_1},
    Recording{"4_0", "openssl_4_0_old_hellos.csv", "OpenSSL 4.0.1 ", Profile::openssl_4_0},
};

inline constexpr std::array session_recordings{
    Recording{"3_0", "openssl_3_0_sessions.csv", "OpenSSL 3.0.19 ", Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_sessions.csv", "OpenSSL 3.5.7 ", Profile::openssl_3_1},
    Recording{"4_0", "openssl_4_0_sessions.csv", "OpenSSL 4.0.1 ", Profile::openssl_4_0},
};

struct RecordedCell {
    Cell cell;
    std::string words;  // as words_of has them
};

// RecordedAnswer is what came of a hello that is older than TLS: `1.2`, `S70`, `closed`.
struct RecordedAnswer {
    OldHello hello = OldHello::sslv2;
    ServerEndpoint server;  // but for its family
    std::string words;
};

struct Recorded {
    std::string comments;
    std::vector<RecordedCell> cells;
    std::vector<RecordedAnswer> answers;  // of the recordings of old hellos alone
};

// recording_of reads the file once; what is wrong with it throws.
[[nodiscard]] const Recorded& recording_of(const Recording& recording);

// words_of is an outcome as the recordings say it: `1.2`, `S70`, `C70/S80` where the ends differ,
// `1.3 resumed`.
[[nodiscard]] std::string words_of(const Negotiation& negotiation);
[[nodiscard]] std::string words_of(const OldHelloAnswer& answer);

}  // namespace tlsmatrix::matrix
