// The report that this project began with, as a play: who asks whom, what is to come of it, and
// why.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include <tlsmatrix/check/profile.hpp>
#include <tlsmatrix/reproduce/actor.hpp>

namespace tlsmatrix::reproduce {

// Chapter is a part of the story with a heading of its own.
enum class Chapter { report, cure, today };

[[nodiscard]] std::string_view heading(Chapter chapter);

// Stage is a server of the story.
enum class Stage {
    tls_1_1,
    tls_1_0,
    tls_1_0_static_rsa,  // which prefers a key exchange without a signature
};

// trial_of is the server in the terms of a check.
[[nodiscard]] check::Trial trial_of(Stage stage);
[[nodiscard]] std::string_view describe(Stage stage);

// Scene is one client at one server.
struct Scene {
    Chapter chapter = Chapter::report;
    Actor actor = Actor::ours;
    Stage stage = Stage::tls_1_1;
    VersionSet accepts = VersionSet::all();   // what ours is told
    std::optional<ProtocolVersion> expected;  // nullopt: no connection comes about
    // binding is false for programs as this machine has them: what they do is told, not judged.
    bool binding = true;
    std::string_view why;
    // why_unoffered takes the place of `why` where no hello of the client's had the server's
    // version in it: OpenSSL's families differ there. Empty: `why` holds anyway.
    std::string_view why_unoffered = {};
};

// scenes is the whole story, in order.
[[nodiscard]] std::span<const Scene> scenes();

}  // namespace tlsmatrix::reproduce
