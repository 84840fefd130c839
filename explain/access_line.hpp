// One line of a server's access log, ours or another's, taken apart by the formats that are known.
//   read_access_line(line).value("ssl_protocol")   // "TLSv1"
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::explain {

// Field is a value of a line by nginx's name for it, HAProxy's and Apache's too: ssl_protocol,
// ssl_cipher, request, status, http_user_agent. Escapes are undone: raw bytes.
struct Field {
    std::string name;
    std::string value;
};

// AccessLine is what was read. A value.
struct AccessLine {
    // format is its name in words; empty where no known format fits and the fields were found by
    // their values.
    std::string format = {};
    std::vector<Field> fields = {};            // in the order of the line, `-` included
    std::vector<std::string> candidates = {};  // what could be the protocol: none is taken

    // value is nullptr for a field that is not there; `-` is there.
    [[nodiscard]] const std::string* value(std::string_view name) const;
    // given is the value, and empty for `-` and for what is not there.
    [[nodiscard]] std::string given(std::string_view name) const;
};

// max_line_bytes is what a line may have.
inline constexpr std::size_t max_line_bytes = std::size_t{64} << 10U;

// read_access_line reads one line, with or without its end. An Error for an empty one, for several,
// and for one that is too long; a line without a known field is a line without fields.
[[nodiscard]] Result<AccessLine> read_access_line(std::string_view text);

// is_protocol_name tells the names that servers write: SSLv2, SSLv3, TLSv1, TLSv1.0 to TLSv1.3.
[[nodiscard]] bool is_protocol_name(std::string_view word);

}  // namespace tlsmatrix::explain
