#include <fmt/format.h>

#include <tlsmatrix/report/text_layout.hpp>
#include <tlsmatrix/reproduce/play.hpp>

namespace tlsmatrix::reproduce {
namespace {

constexpr std::size_t indent = 4;

std::string accepts(const Scene& scene) {
    if (scene.actor != Actor::ours) {
        return {};
    }
    return scene.accepts == VersionSet::all()
               ? ", which accepts every version,"
               : fmt::format(", which accepts {} alone,", scene.accepts.wire_names());
}

std::string_view remark(const Act& act) {
    if (act.as_told) {
        return {};
    }
    return act.scene->binding ? "Not as reported: the line above is not what was to come."
                              : "This machine's is different: the line above tells how.";
}

// A hello below 1.3 names its highest version alone, and may mean any below it.
bool may_mean(const ClientHello& hello, ProtocolVersion version) {
    return hello.supported_versions ? hello.offered_versions().contains(version)
                                    : hello.highest_offered() >= version;
}

// explanation goes by what the client's own hello says.
std::string_view explanation(const Act& act) {
    const Scene& scene = *act.scene;
    const ProtocolVersion spoken = *trial_of(scene.stage).versions.highest();
    bool read = false;
    bool offered = false;
    for (const check::ConnectionSight& sight : act.connections) {
        const auto& hello = sight.observation.client_hello;
        read = read || hello.has_value();
        offered = offered || (hello && may_mean(*hello, spoken));
    }
    return read && !offered && !scene.why_unoffered.empty() ? scene.why_unoffered : scene.why;
}

void tell(std::string& out, const Act& act, int number) {
    const Scene& scene = *act.scene;
    out += report::wrap(fmt::format("{:>2}. {}{} at {}", number, describe(scene.actor),
                                    accepts(scene), describe(scene.stage)),
                        0);
    if (!act.missing.empty()) {
        out +=
            report::wrap(fmt::format("Left out, since it is not here: {}.", act.missing), indent);
        return;
    }
    for (const check::ConnectionSight& sight : act.connections) {
        out += fmt::format("{:{}}{}\n", "", indent, sight.line);
    }
    if (act.connections.empty()) {
        out += report::wrap("(it made no connection)", indent);
    }
    out += report::wrap(explanation(act), indent) + report::wrap(remark(act), indent);
}

}  // namespace

std::string tell(const std::vector<Act>& acts) {
    std::string out;
    std::optional<Chapter> chapter;
    int number = 0;
    for (const Act& act : acts) {
        if (chapter != act.scene->chapter) {
            chapter = act.scene->chapter;
            out += fmt::format("{}{}\n\n", out.empty() ? "" : "\n", heading(*chapter));
        }
        tell(out, act, ++number);
    }
    out += is_as_reported(acts)
               ? "\nAs reported: 'tlsmatrix check' tells the same of your own client.\n"
               : "\nNot all of it is as reported: see above.\n";
    return out;
}

}  // namespace tlsmatrix::reproduce
