// What real OpenSSLs did, cell by cell: the recordings that scripts/openssl_cells makes.
//   for (const RecordedCell& recorded : recording_of(recordings[0]).cells) ...
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/matrix/axes.hpp>

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
};

// What the same two did about clients' certificates.
inline constexpr std::array client_certificate_recordings{
    Recording{"3_0", "openssl_3_0_client_certificates.csv", "OpenSSL 3.0.19 ",
              Profile::openssl_3_0},
    Recording{"3_5", "openssl_3_5_client_certificates.csv", "OpenSSL 3.5.8 ", Profile::openssl_3_1},
};

struct RecordedCell {
    Cell cell;
    std::string words;  // as words_of has them
};

struct Recorded {
    std::string comments;
    std::vector<RecordedCell> cells;
};

// recording_of reads the file once; what is wrong with it throws.
[[nodiscard]] const Recorded& recording_of(const Recording& recording);

// words_of is an outcome as the recordings say it: `1.2`, `S70`, `C70/S80` where the ends differ.
[[nodiscard]] std::string words_of(const Negotiation& negotiation);

}  // namespace tlsmatrix::matrix
