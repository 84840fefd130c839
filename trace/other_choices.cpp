#include <fmt/format.h>

#include <tlsmatrix/trace/detail/other_choices.hpp>

namespace tlsmatrix::trace {
namespace {

// toggled has one version more than a set, or one less; nullopt where nothing would be left.
std::optional<VersionSet> toggled(VersionSet set, ProtocolVersion version) {
    const VersionSet other =
        set.contains(version) ? set - VersionSet{version} : set | VersionSet{version};
    return other.empty() ? std::nullopt : std::optional(other);
}

}  // namespace

std::vector<OtherChoice> other_choices(const matrix::Endpoints& ends) {
    const Negotiation now = negotiate(ends.client, ends.server);
    std::vector<OtherChoice> choices;
    const auto consider = [&](Sender end, ProtocolVersion version, const matrix::Endpoints& then) {
        const Negotiation other = negotiate(then.client, then.server);
        if (other.client != now.client || other.server != now.server) {
            const VersionSet set =
                end == Sender::client ? ends.client.versions : ends.server.versions;
            choices.push_back({fmt::format("the {} with{} {}", sender_name(end),
                                           set.contains(version) ? "out" : "", wire_name(version)),
                               other.client, other.server});
        }
    };
    for (const ProtocolVersion version : all_versions) {
        if (const auto set = toggled(ends.client.versions, version)) {
            matrix::Endpoints then = ends;
            then.client.versions = *set;
            consider(Sender::client, version, then);
        }
    }
    for (const ProtocolVersion version : all_versions) {
        if (const auto set = toggled(ends.server.versions, version)) {
            matrix::Endpoints then = ends;
            then.server.versions = *set;
            consider(Sender::server, version, then);
        }
    }
    return choices;
}

}  // namespace tlsmatrix::trace
