#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include <fmt/format.h>

#include <tlsmatrix/tls/meant_versions.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {
namespace {

// MeantReader takes a text from its front, in lower case.
class MeantReader {
  public:
    explicit MeantReader(std::string_view text) : text_(text) {}

    [[nodiscard]] bool at_end() const { return at_ == text_.size(); }

    bool skip(std::string_view word) {
        const bool is_there = text_.substr(at_).starts_with(word);
        at_ += is_there ? word.size() : 0;
        return is_there;
    }

    // skip_any takes the first of the words that is there; the longer of two stands first.
    template <std::size_t N>
    std::string_view skip_any(const std::array<std::string_view, N>& words) {
        const auto found = std::find_if(words.begin(), words.end(),
                                        [this](std::string_view word) { return skip(word); });
        return found == words.end() ? std::string_view() : *found;
    }

    void skip_spaces() {
        while (skip(" ")) {
        }
    }

    // version takes `tlsv1_2`, `tls12`, `1,2`, and `tlsv1`, which is 1.0.
    std::optional<ProtocolVersion> version() {
        const bool is_named = skip("tls");
        (void)skip_any<3>({"v", "_", "-"});
        if (!skip("1")) {
            return std::nullopt;
        }
        const std::size_t behind = at_;
        (void)skip_any<3>({".", "_", ","});
        const char minor = at_end() ? '\0' : text_[at_];
        if (minor >= '0' && minor <= '3') {
            ++at_;
            return all_versions[static_cast<std::size_t>(minor - '0')];
        }
        at_ = behind;
        const bool is_number = std::isdigit(static_cast<unsigned char>(minor)) != 0;
        return is_named && !is_number ? std::optional(ProtocolVersion::tls_1_0) : std::nullopt;
    }

  private:
    std::string_view text_;
    std::size_t at_ = 0;
};

// One version behind an operator, as dependencies are written.
std::string bounded(std::string_view bound, ProtocolVersion version) {
    const std::string_view name = short_name(version);
    const auto code = static_cast<std::uint16_t>(version);
    if (bound == ">=") {
        return fmt::format("{}+", name);
    }
    if (bound == "<=" || bound == "-") {
        return fmt::format("1.0-{}", name);
    }
    const auto next =
        protocol_version_from_code(static_cast<std::uint16_t>(bound == ">" ? code + 1 : code - 1));
    return !next          ? std::string()
           : bound == ">" ? fmt::format("{}+", short_name(*next))
                          : fmt::format("1.0-{}", short_name(*next));
}

}  // namespace

std::string meant_versions(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    MeantReader reader(small);
    const std::string_view bound = reader.skip_any<5>({">=", "<=", ">", "<", "-"});
    reader.skip_spaces();
    std::string made;
    std::optional<ProtocolVersion> lowest;  // of a range whose other end comes next
    while (true) {
        const auto version = reader.version();
        if (!version || (lowest && *version <= *lowest)) {
            return {};
        }
        if (!bound.empty()) {
            return reader.at_end() ? bounded(bound, *version) : std::string();
        }
        made += short_name(*version);
        reader.skip_spaces();
        if (reader.at_end()) {
            return made;
        }
        const bool is_range = !reader.skip_any<5>({"-", "...", "..", ":", "to "}).empty();
        if (reader.at_end() || (!is_range && reader.skip("+"))) {
            return reader.at_end() && !lowest ? made + "+" : std::string();
        }
        if (is_range && lowest) {
            return {};
        }
        lowest = is_range ? version : std::nullopt;
        if (!is_range) {
            (void)reader.skip_any<3>({",", ";", "|"});
        }
        reader.skip_spaces();
        made += is_range ? "-" : ",";
    }
}

}  // namespace tlsmatrix
