// What is told of a thing that is not ours: a line of a log, a hello, the text of an error, a
// capture. Findings, each with what it is worth, and the commands that ask further.
//   Telling telling{.headline = "..."};
//   telling.add(Topic::proves, "the handshake succeeded");
//   telling_document(telling_json(telling, "line", object, library));
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/tls/local_library.hpp>

namespace tlsmatrix::explain {

// Topic is what a finding is worth: what stands there, what follows from it, what does not, and
// what may lie behind it.
enum class Topic { shows, proves, open, reason };

inline constexpr Topic all_topics[]{Topic::shows, Topic::proves, Topic::open, Topic::reason};

// topic_name is its word in JSON: shows, proves, does_not_prove, may_be_because.
[[nodiscard]] std::string_view topic_name(Topic topic);

struct Finding {
    Topic topic = Topic::shows;
    std::string text;    // one sentence
    std::string source;  // where that is laid down; empty: it stands in what is explained
};

// Question is what is still to be asked, and the command that asks it.
struct Question {
    std::string text;
    std::string command;
};

// Telling is all of it, in the order of reading. A value.
struct Telling {
    std::string headline;
    bool known = true;  // false: it is not known what this is, and nothing is guessed
    std::vector<Finding> findings = {};
    std::vector<Question> questions = {};

    void add(Topic topic, std::string text, std::string source = {}) {
        findings.push_back({topic, std::move(text), std::move(source)});
    }
    void ask(std::string text, std::string command) {
        questions.push_back({std::move(text), std::move(command)});
    }
};

// telling_members is what every telling has in JSON: headline, known, findings, questions.
[[nodiscard]] boost::json::object telling_members(const Telling& telling);

// telling_json is the whole report: the envelope, `details` under `name`, which says what was
// explained, the telling, and of a hello what servers make of it. As
// docs/explain-foreign.schema.json describes it.
[[nodiscard]] boost::json::object telling_json(const Telling& telling, std::string_view name,
                                               boost::json::object details,
                                               const LocalLibrary& library,
                                               boost::json::array servers = {});

// telling_document says in words what that says, new or saved. Throws report::Misread where it is
// no such object.
[[nodiscard]] report::Document telling_document(boost::json::value report);

}  // namespace tlsmatrix::explain
