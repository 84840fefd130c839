#include <fmt/format.h>

#include <tlsmatrix/tls/account/detail/phrases.hpp>

namespace tlsmatrix::account {

std::string offered(const View& view) {
    if (view.hello == nullptr) {
        return "nothing";
    }
    const std::string names = view.hello->offered();
    if (!view.hello->supported_versions) {
        return "at most " + names;
    }
    return names == "-" ? "no version" : names;
}

std::string chosen(const View& view) {
    return view.answer == nullptr ? "nothing" : version_code_name(view.answer->version);
}

std::string because(const View& view) {
    const bool own = view.alert == nullptr || view.alert->sender == view.facts.own.self;
    return own && !view.seen().complaint.empty() ? fmt::format(" ({})", view.seen().complaint)
                                                 : std::string();
}

std::string stopper(const View& view) {
    return fmt::format("the {}", sender_name(view.alert->sender));
}

std::string peer_name(const View& view) {
    return fmt::format("the {}", sender_name(view.peer()));
}

std::string ask_the_other_end(const View& view) {
    if (view.facts.peer_is_ours && !view.at_server()) {
        return "the server's log tells its side";
    }
    return fmt::format("ask whoever runs the {}, or look at what it logs",
                       sender_name(view.peer()));
}

std::string advise_level_0(const View&) {
    return "set the security level to 0 to speak that version, as this bench does for itself";
}

}  // namespace tlsmatrix::account
