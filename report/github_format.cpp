#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/report/detail/writers.hpp>

namespace tlsmatrix::report {
namespace {

// GitHub's workflow commands are a line each. A message is escaped where it could end one, and a
// property where it could begin the next.
std::string escaped(std::string_view text, std::string_view letters) {
    std::string out;
    for (const char letter : text) {
        if (letters.find(letter) != std::string_view::npos) {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(letter));
        } else {
            out += letter;
        }
    }
    return out;
}

std::string property(std::string_view text) {
    return escaped(printable(text), "%\r\n:,");
}

// `file=matrix.toml,line=12,` of `matrix.toml:12`; empty where the place is no such thing.
std::string place_words(std::string_view place) {
    const std::size_t colon = place.rfind(':');
    const auto line = colon == std::string_view::npos
                          ? std::nullopt
                          : parse_number<std::size_t>(place.substr(colon + 1));
    return line ? fmt::format("file={},line={},", property(place.substr(0, colon)), *line)
                : std::string();
}

std::string annotation(std::string_view place, std::string_view title, std::string_view message) {
    return fmt::format("::error {}title={}::{}\n", place_words(place), property(title),
                       escaped(printable(message), "%\r\n"));
}

}  // namespace

std::string github_item(const Item& item, const Document& frame, std::size_t) {
    if (item.judgement != Judgement::failed && item.judgement != Judgement::error) {
        return {};
    }
    return annotation(item.place, fmt::format("tlsmatrix {}: {}", frame.command, item.name),
                      item.reason.empty() ? item.verdict.text : item.reason);
}

std::string github_head(const Document&, Look) {
    return {};
}

// What no item tells: a fault of the whole.
std::string github_foot(const Document& document) {
    if (document.counts.failed + document.counts.errors > 0 || document.summary.tone != Tone::bad) {
        return {};
    }
    std::string message = document.summary.text;
    for (const std::string& fault : document.faults) {
        message += "\n" + fault;
    }
    return annotation("", "tlsmatrix " + document.command, message);
}

}  // namespace tlsmatrix::report
