// What a relay can do to a handshake on purpose: by name, with a number or a version behind it.
//   const Attack attack = parse_attack("reset-above=1.2").value();
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::relay {

enum class AttackKind : std::uint8_t {
    reset_above,  // a hello that offers more than a version is answered by a reset,
    close_above,  // an end of file,
    stall_above,  // or nothing at all
    strip_versions,
    lower_version,
    forge_alert,    // in answer to the hello, which goes no further
    forge_warning,  // before the server's answer
    server_version,
    set_sentinel,
    clear_sentinel,
    split_records,
    split_segments,
    pad,
    drop_extension,
    grease,
    delay,
};

// Attack is one of them, with its value: a version's code, an alert's, a count of bytes, an
// extension's type, milliseconds; 0 where it takes none.
struct Attack {
    AttackKind kind = AttackKind::strip_versions;
    std::uint32_t value = 0;

    // name is how it is written, its value included: `reset-above=1.2`.
    [[nodiscard]] std::string name() const;

    friend bool operator==(const Attack&, const Attack&) = default;
};

// parse_attack reads a name, with `=VALUE` behind it or without, for what is usual. An Error says
// which names there are.
[[nodiscard]] Result<Attack> parse_attack(std::string_view text);

// AttackWords is a row of the list of them.
struct AttackWords {
    std::string_view name;
    std::string_view value;    // what its value is called; empty: it takes none
    std::string_view usual;    // the value where none is given
    std::string_view meaning;  // what it does
};
[[nodiscard]] const std::vector<AttackWords>& attack_words();

}  // namespace tlsmatrix::relay
