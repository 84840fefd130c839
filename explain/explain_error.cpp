#include <algorithm>
#include <array>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/json_values.hpp>
#include <tlsmatrix/explain/explain_error.hpp>

namespace tlsmatrix::explain {
namespace {

// Asked is a question of the table of meanings.
struct Asked {
    Ask ask;
    std::string_view text;
    std::string_view command;
};

constexpr std::array asked{
    Asked{Ask::client, "Which versions does the client accept?", "tlsmatrix check -- CLIENT {url}"},
    Asked{Ask::floor, "Does the client hold to its lower bound everywhere?",
          "tlsmatrix check --min 1.2 -- CLIENT {url}"},
    Asked{Ask::server, "Which versions does the server support?", "tlsmatrix scan HOST:PORT"},
    Asked{Ask::names, "Does the server answer to that name, and to another?",
          "tlsmatrix scan HOST:PORT --sni NAME"},
    Asked{Ask::chain, "Does the client accept a certificate of a CA that it is given?",
          "tlsmatrix check -- CLIENT --cacert {ca} {url}"},
    Asked{Ask::machine, "What does this machine's OpenSSL or Java leave out?", "tlsmatrix doctor"},
    Asked{Ask::url, "Is there TLS on that port?", "tlsmatrix scan HOST:PORT"},
    Asked{Ask::hello, "What does the client's hello offer?",
          "tlsmatrix explain --hello HELLO_FROM_WIRESHARK"},
    Asked{Ask::levels, "What does a security level do to TLSv1 here?",
          "tlsmatrix explain --client 1.0-1.2 --server 1.0 --axis server-level=1"},
};

const Asked& words_of_ask(Ask ask) {
    return *std::find_if(asked.begin(), asked.end() - 1,
                         [ask](const Asked& each) { return each.ask == ask; });
}

std::string provenance(const ErrorText& row) {
    return fmt::format("{}, {}", row.library, row.origin);
}

void ask_all(Telling& telling, const Meaning& meaning) {
    for (const Ask ask : meaning.asks) {
        const Asked& words = words_of_ask(ask);
        const bool is_there =
            std::any_of(telling.questions.begin(), telling.questions.end(),
                        [&](const Question& each) { return each.command == words.command; });
        if (!is_there) {
            telling.ask(std::string(words.text), std::string(words.command));
        }
    }
}

void tell_meaning(Telling& telling, const ErrorMatch& match, bool alone) {
    const Meaning* meaning = find_meaning(match.row->meaning);
    const std::string found = escaped(match.found, '\'');
    telling.add(Topic::shows,
                alone ? fmt::format("'{}' is a known text.", found)
                      : fmt::format("'{}' is known: {}.", found, meaning->headline),
                provenance(*match.row));
    const auto add = [&](Topic topic, const std::vector<std::string_view>& sentences) {
        for (const std::string_view each : sentences) {
            telling.add(topic, alone ? std::string(each) : fmt::format("{} ('{}')", each, found));
        }
    };
    add(Topic::proves, meaning->proves);
    add(Topic::open, meaning->open);
    add(Topic::reason, meaning->reasons);
    ask_all(telling, *meaning);
}

void tell_unknown_text(Telling& telling, const ErrorReading& reading) {
    telling.known = false;
    telling.headline = reading.contradictions.empty() ? "This error text is not known"
                                                      : "This error text contradicts itself";
    for (const std::string& each : reading.contradictions) {
        telling.add(Topic::shows, escaped(each, '\0'));
    }
    if (!reading.reason.empty()) {
        telling.add(Topic::shows,
                    fmt::format("It has the form of OpenSSL's errors, with the reason '{}'.",
                                escaped(reading.reason, '\'')));
    }
    telling.add(Topic::open,
                "What it means: a text that resembles a known one may be another, so "
                "that nothing is guessed.");
    for (const Ask ask : {Ask::server, Ask::client, Ask::machine}) {
        const Asked& words = words_of_ask(ask);
        telling.ask(std::string(words.text), std::string(words.command));
    }
}

boost::json::object match_as_json(const ErrorMatch& match) {
    return {{"meaning", match.row->meaning},
            {"library", match.row->library},
            {"origin", match.row->origin},
            {"text", escaped(match.found)}};
}

}  // namespace

Telling explain_error(const ErrorReading& reading) {
    Telling telling;
    if (reading.matches.empty()) {
        tell_unknown_text(telling, reading);
        return telling;
    }
    const bool alone = reading.matches.size() == 1;
    telling.headline =
        alone ? std::string(find_meaning(reading.matches.front().row->meaning)->headline)
              : fmt::format("This text says {} things", reading.matches.size());
    for (const ErrorMatch& match : reading.matches) {
        tell_meaning(telling, match, alone);
    }
    return telling;
}

boost::json::object error_details(const ErrorReading& reading) {
    return {{"matches", list_of(reading.matches, match_as_json)},
            {"openssl_reason", or_null(escaped(reading.reason))}};
}

}  // namespace tlsmatrix::explain
