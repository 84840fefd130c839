#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/scan/detail/scan_words.hpp>
#include <tlsmatrix/scan/preference.hpp>

namespace tlsmatrix::scan {
namespace {

std::string order_words(const std::string& preference) {
    return preference == preference_name(Preference::server)    ? "in the server's order"
           : preference == preference_name(Preference::client)  ? "in the client's order"
           : preference == preference_name(Preference::unclear) ? "in an order that is unclear"
                                                                : "";
}

}  // namespace

std::vector<std::string> GroupWords::lines() const {
    std::vector<std::string> all;
    if (!supported.empty()) {
        all.push_back(
            fmt::format("{}{}{}", fmt::join(supported, ", "), order.empty() ? "" : ", ", order));
    }
    if (!refused.empty()) {
        all.push_back(fmt::format("not {}", fmt::join(refused, ", ")));
    }
    for (const std::string& each : undecided) {
        all.push_back("undecided: " + each);
    }
    return all;
}

std::optional<GroupWords> group_words_of(const report::Saved& version) {
    const auto groups = version.find("groups");
    if (!groups) {
        return std::nullopt;
    }
    GroupWords words;
    for (const report::Saved& group : groups->list("asked")) {
        const std::string name = group.text("name");
        const auto supported = group.find("supported");
        if (!supported) {
            words.undecided.push_back(fmt::format("{} ({})", name, group.text_or("words", "")));
        } else {
            (supported->flag() ? words.supported : words.refused).push_back(name);
        }
    }
    words.order = words.supported.size() > 1 ? order_words(groups->text_or("preference", "")) : "";
    if (!words.order.empty() && version.text("version") == "1.3") {
        words.order += " where no key share is sent";
    }
    return words;
}

}  // namespace tlsmatrix::scan
