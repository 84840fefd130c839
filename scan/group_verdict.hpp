// What the answers to hellos with one group alone come to: pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/scan/answer.hpp>
#include <tlsmatrix/scan/group.hpp>
#include <tlsmatrix/scan/key_exchange.hpp>

namespace tlsmatrix::scan {

// GroupReply is what came of such a hello.
struct GroupReply {
    Answer answer;
    KeyExchange exchange = {};
};

// GroupWord is what a reply says of a group: it was taken; another was, though none was offered;
// an alert that RFC 8446 section 4.1.1 has for no group in common; another alert; an end without a
// word; nothing that tells.
enum class GroupWord { taken, another, refused, alert, wordless, unclear };

[[nodiscard]] GroupWord word_of(const GroupReply& reply, std::uint16_t version,
                                std::uint16_t group);

// GroupAsked is a group's hellos so far: with its key share, and at 1.3 without, where the first
// was not taken.
struct GroupAsked {
    std::uint16_t group = 0;
    std::optional<GroupReply> with_share = {};
    std::optional<GroupReply> without_share = {};
};

// GroupControls is which hellos a group that is known to work went through with.
struct GroupControls {
    bool with_share = false;
    bool without_share = false;
};

// needs_another_hello tells whether only one without a key share can tell: the first was not
// taken, and its length, beyond a segment of 1,460 bytes, or its share may be why.
[[nodiscard]] bool needs_another_hello(const GroupAsked& asked, std::uint16_t version);

// judge_group: a group is not supported where its hello was refused and the control was not, or
// where both of its hellos came to an end and the control without a share did not.
[[nodiscard]] GroupReport judge_group(const GroupAsked& asked, std::uint16_t version,
                                      const GroupControls& controls);

}  // namespace tlsmatrix::scan
