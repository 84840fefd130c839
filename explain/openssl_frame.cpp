#include <algorithm>
#include <array>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/explain/detail/openssl_frame.hpp>

namespace tlsmatrix::explain {
namespace {

constexpr std::string_view routines = "SSL routines:";

// reason_number is the reason in a code of SSL's: the library stands in its first byte, 0A in
// OpenSSL 3 and 14 before, where the last twelve bits are the reason.
std::optional<unsigned> reason_number(std::string_view code) {
    constexpr unsigned old_library = 0x14;
    constexpr unsigned new_library = 0x0A;
    const auto value = code.size() == 8 ? parse_number<unsigned>(code, 16) : std::nullopt;
    if (!value) {
        return std::nullopt;
    }
    const unsigned library = *value >> 24U;
    return library == old_library   ? std::optional(*value & 0xFFFU)
           : library == new_library ? std::optional(*value & 0x7FFFFFU)
                                    : std::nullopt;
}

// words_up_to is a reason up to what ends one: a colon, a bracket, a quote, a line's end; PHP's
// ` in ` before a file. A slash is part of one.
std::string_view words_up_to(std::string_view text) {
    std::string_view words = text.substr(0, text.find_first_of(":()[]\"'`\n\r\t,;<>\\|"));
    if (const std::size_t place = words.find(" in "); place != std::string_view::npos) {
        words = words.substr(0, place);
    }
    words = trimmed(words);
    return words.ends_with('.') ? words.substr(0, words.size() - 1) : words;
}

// word_of_constant makes UNSUPPORTED_PROTOCOL a reason's words.
std::string word_of_constant(std::string_view text) {
    const std::size_t end =
        std::min(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"), text.size());
    std::string words = ascii_lower(text.substr(0, end));
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

// frame_behind reads `FUNCTION:REASON` behind the name of the library.
OpensslFrame frame_behind(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at + routines.size());
    const std::size_t colon = rest.find(':');
    const std::string_view before = text.substr(0, at);
    OpensslFrame frame{.reason = std::string(words_up_to(
                           rest.substr(colon == std::string_view::npos ? 0 : colon + 1)))};
    // error:CODE: stands right before it.
    const std::size_t code =
        before.ends_with(':') ? before.rfind("error:") : std::string_view::npos;
    if (code != std::string_view::npos) {
        frame.number = reason_number(before.substr(code + 6, before.size() - code - 7));
    }
    return frame;
}

struct Marker {
    std::string_view before;
    bool constant;  // what stands behind is OpenSSL's constant, and not words
};

constexpr std::array markers{
    Marker{"[SSL: ", true},             // Python
    Marker{"ERR_SSL_", true},           // Node
    Marker{"OPENSSL_internal:", true},  // BoringSSL
    Marker{"state=error: ", false},     // Ruby
};

// Constants of Chromium and Node that are no reasons of OpenSSL's.
bool is_foreign(std::string_view words) {
    constexpr std::array<std::string_view, 4> foreign{"version or cipher mismatch",
                                                      "obsolete version", "protocol error",
                                                      "client auth cert needed"};
    return std::find(foreign.begin(), foreign.end(), words) != foreign.end();
}

void add(std::vector<OpensslFrame>& frames, OpensslFrame frame) {
    if (!frame.reason.empty() && !is_foreign(frame.reason)) {
        frames.push_back(std::move(frame));
    }
}

// told_by_both are the words behind Python's bracket, which have to be those of the constant in it.
// OpenSSL 3.2 changed some words and kept the constants.
std::string told_by_both(std::string words, std::string_view behind) {
    constexpr std::string_view renamed = "ssl/tls alert";
    if (!behind.starts_with("] ")) {
        return words;
    }
    const std::string said(words_up_to(behind.substr(2)));
    const std::string older =
        said.starts_with(renamed) ? "sslv3 alert" + said.substr(renamed.size()) : said;
    return older == words ? said : words + " and " + said;
}

}  // namespace

std::vector<OpensslFrame> openssl_frames(std::string_view text) {
    constexpr std::size_t max_frames = 64;
    std::vector<OpensslFrame> frames;
    for (std::size_t at = text.find(routines);
         at != std::string_view::npos && frames.size() < max_frames;
         at = text.find(routines, at + 1)) {
        add(frames, frame_behind(text, at));
    }
    for (const auto& [before, constant] : markers) {
        for (std::size_t at = text.find(before);
             at != std::string_view::npos && frames.size() < max_frames;
             at = text.find(before, at + 1)) {
            const std::string_view rest = text.substr(at + before.size());
            if (!constant) {
                add(frames, {.reason = std::string(words_up_to(rest))});
                continue;
            }
            std::string words = word_of_constant(rest);
            const std::string_view behind = rest.substr(words.size());
            add(frames, {.reason = told_by_both(std::move(words), behind)});
        }
    }
    constexpr std::string_view boost = " (SSL routines";
    if (const std::size_t at = text.find(boost); at != std::string_view::npos) {
        const std::string_view before = text.substr(0, at);
        const std::size_t begin = before.find_last_of(":\n\"'([");
        add(frames, {.reason = std::string(trimmed(
                         begin == std::string_view::npos ? before : before.substr(begin + 1)))});
    }
    return frames;
}

}  // namespace tlsmatrix::explain
