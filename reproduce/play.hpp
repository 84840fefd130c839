// Acts the story out on real sockets.
//   std::vector<Act> acts = play(options, authority);  reproduce_document(reproduce_json(acts));
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <tlsmatrix/check/bench_authority.hpp>
#include <tlsmatrix/check/sight.hpp>
#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/reproduce/story.hpp>

namespace tlsmatrix::reproduce {

// PlayOptions is where things are.
struct PlayOptions {
    std::string old_node;  // the binary of Node 0.10; empty: none
    std::string ca_file;   // what clients are told of
    std::string truststore_file;
    std::chrono::milliseconds timeout{20'000};  // of one client
};

// Act is a scene and what came of it.
struct Act {
    const Scene* scene = nullptr;  // never null; lives as long as the program
    std::string missing;           // why it was not acted; empty where it was
    std::vector<check::ConnectionSight> connections;
    bool as_told = false;  // it came out as the story has it
};

// play acts every scene whose client is here. Throws SetupError.
[[nodiscard]] std::vector<Act> play(const PlayOptions& options,
                                    const check::CheckAuthority& authority);

// is_as_reported is false where a binding scene came out otherwise.
[[nodiscard]] bool is_as_reported(const std::vector<Act>& acts);

// reproduce_json is one object as docs/reproduce.schema.json describes it: scenes, their access
// lines as they were written, and why.
[[nodiscard]] boost::json::object reproduce_json(const std::vector<Act>& acts);
// reproduce_document is the story for people, new or saved. Throws report::Misread where it is no
// such object.
[[nodiscard]] report::Document reproduce_document(boost::json::value report);

}  // namespace tlsmatrix::reproduce
