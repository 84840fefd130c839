#include <fmt/format.h>

#include <tlsmatrix/tls/account/detail/phrases.hpp>

namespace tlsmatrix::account {

std::string offered(const View& view) {
    if (view.hello == nullptr) {
        return "nothing";
    }
    const std::string words = view.hello->offered_words();
    return words == "-" ? "no version" : words;
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

std::string any_of(VersionSet versions) {
    std::string text;
    const std::vector<ProtocolVersion> listed = versions.versions();
    for (auto each = listed.rbegin(); each != listed.rend(); ++each) {
        text += text.empty() ? "" : " or ";
        text += wire_name(*each);
    }
    return text;
}

std::string advise_meeting(VersionSet offered, VersionSet supported) {
    const VersionSet there = offered & current_versions;
    const VersionSet here = supported & current_versions;
    if (!there.empty() && !here.empty()) {
        return fmt::format("let the server support {}, or the client offer {}", any_of(there),
                           any_of(here));
    }
    const std::string lower_server =
        offered.empty() ? ""
                        : fmt::format("; for a test alone, let the server support {}",
                                      wire_name(*offered.highest()));
    if (!here.empty()) {
        return fmt::format("let the client offer {}{}", any_of(here), lower_server);
    }
    if (there.empty()) {
        return fmt::format("let both ends support {}{}", any_of(current_versions), lower_server);
    }
    return fmt::format("let the server support {}{}", any_of(there),
                       supported.empty()
                           ? ""
                           : fmt::format("; for a test alone, let the client offer {}",
                                         wire_name(*supported.highest())));
}

std::string signed_with_sha1(ProtocolVersion version) {
    return fmt::format("the handshake of {} is signed with SHA-1 (beside MD5 for an RSA key)",
                       wire_name(version));
}

std::string advise_level_0(const View&) {
    return fmt::format(
        "let both ends support {}, which that level allows; for a test alone, set the server's "
        "security level to 0",
        any_of(current_versions));
}

}  // namespace tlsmatrix::account
