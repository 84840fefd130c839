#include "tests/tls/account/properties.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace tlsmatrix::account_test {
namespace {

using account::Cause;
using account::Facts;

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

bool is_one_of(Cause cause, std::initializer_list<Cause> causes) {
    return std::find(causes.begin(), causes.end(), cause) != causes.end();
}

// word_behind is what stands in a text behind such an opening, up to a space.
std::optional<std::string> word_behind(const std::string& text, std::string_view opening) {
    const std::size_t at = text.find(opening);
    if (at == std::string::npos) {
        return std::nullopt;
    }
    const std::size_t begin = at + opening.size();
    return text.substr(begin, text.find_first_of(" ,)", begin) - begin);
}

bool names_who_stopped(const Facts& facts, const Account& told) {
    const auto* refused = std::get_if<Refused>(&facts.outcome);
    return refused == nullptr || (told.stopped == refused->alert.sender &&
                                  (has(told.sentence, "server") || has(told.sentence, "client") ||
                                   has(told.sentence, "hello")));
}

// A sentence never says of an end that it refused, stopped or gave up where the other did.
bool blames_nobody_else(const Facts& facts, const Account& told) {
    const auto* refused = std::get_if<Refused>(&facts.outcome);
    if (refused == nullptr) {
        return !has(told.sentence, " refused ");
    }
    const std::string innocent = fmt::format("the {} ", sender_name(other(refused->alert.sender)));
    return !has(told.sentence, innocent + "refused") && !has(told.sentence, innocent + "gave up") &&
           !has(told.sentence, innocent + "stopped");
}

bool has_its_ground(const Facts& facts, const Account& told) {
    return has_ground(told.cause, facts);
}

bool says_something(const Facts& facts, const Account& told) {
    const bool negotiated = std::holds_alternative<Negotiated>(facts.outcome);
    return told.sentence.empty() == facts.succeeded() &&
           told.sentence.starts_with("negotiated, ") == (negotiated && !facts.succeeded()) &&
           std::all_of(told.sentence.begin(), told.sentence.end(),
                       [](char c) { return ' ' <= c && c <= '~'; }) &&
           !told.sentence.ends_with(": ");
}

// What is offered is what the hello says.
bool offers_what_the_hello_says(const Facts& facts, const Account& told) {
    const auto first = word_behind(told.sentence, "the client offers at most ");
    if (first) {
        return facts.seen.client_hello && !facts.seen.client_hello->supported_versions &&
               first->starts_with(facts.seen.client_hello->offered());
    }
    return !has(told.sentence, "the client offers TLS") ||
           (facts.seen.client_hello && has(told.sentence, facts.seen.client_hello->offered()));
}

bool chose_what_the_answer_says(const Facts& facts, const Account& told) {
    const auto word = word_behind(told.sentence, "the server chose ");
    return !word || *word == "it" || *word == "nothing" ||
           (facts.seen.server_hello &&
            word->starts_with(version_code_name(facts.seen.server_hello->version)));
}

bool speaks_of_levels_where_one_is_known(const Facts& facts, const Account& told) {
    return !has(told.sentence, "security level") ||
           (facts.own.openssl && facts.own.security_level > 0);
}

bool never_helps_an_attacker(const Facts&, const Account& told) {
    const bool changed = told.cause == Cause::hello_changed_on_the_way;
    return !changed ||
           (!has(told.advice, "add ") && !has(told.advice, "close the hole") &&
            !has(told.advice, "client accept ") && !has(told.advice, "client offer TLS"));
}

// What RFC 8996 forbids stands behind a current version, and for a test alone.
bool advises_old_versions_for_tests_alone(const Facts&, const Account& told) {
    const std::size_t test = told.advice.find("for a test alone");
    for (const std::string_view old :
         {"support TLSv1", "offer TLSv1", "accept TLSv1", "level to 0"}) {
        const std::size_t at = told.advice.find(old);
        const std::size_t next = at + old.size();
        const bool current =
            at != std::string::npos && old != "level to 0" &&
            (told.advice.compare(next, 2, ".2") == 0 || told.advice.compare(next, 2, ".3") == 0);
        if (at != std::string::npos && !current && test > at) {
            return false;
        }
    }
    return test != 0;
}

bool advises_no_ssl(const Facts&, const Account& told) {
    return !has(told.advice, "SSLv");
}

// A server's own words never send its reader to the place where they stand.
bool is_not_circular(const Facts& facts, const Account& told) {
    const bool ours = facts.own.self == Sender::client && facts.peer_is_ours;
    return !has(told.advice, "the server's log tells") || ours;
}

// Whoever reads a server's words is no client that might try another port.
bool advises_its_reader(const Facts& facts, const Account& told) {
    return facts.own.self == Sender::client || !has(told.advice, "server is at that port");
}

bool names_a_ca_for_want_of_trust_alone(const Facts&, const Account& told) {
    return !has(told.advice, "--ca") || told.cause == Cause::certificate_untrusted;
}

bool warns_of_what_is_unsigned(const Facts& facts, const Account& told) {
    const auto* refused = std::get_if<Refused>(&facts.outcome);
    const bool foreign = refused != nullptr && refused->alert.sender != facts.own.self;
    const bool plain = foreign && std::any_of(facts.seen.alerts.begin(), facts.seen.alerts.end(),
                                              [refused](const ObservedAlert& each) {
                                                  return each == refused->alert && each.plaintext;
                                              });
    const bool warned = has(told.sentence, account::unsigned_alert_words);
    return told.unsigned_alert == plain && warned == (plain && facts.goes_on_lower);
}

// Where libssl gave a reason for what this end did, an alert is not just repeated.
bool tells_its_own_reason(const Facts& facts, const Account& told) {
    const auto* refused = std::get_if<Refused>(&facts.outcome);
    const bool own = refused != nullptr && refused->alert.sender == facts.own.self;
    return !own || !is_one_of(told.cause, {Cause::refused_with, Cause::gave_up_inside}) ||
           has(told.sentence, facts.seen.complaint);
}

struct Property {
    std::string_view name;
    bool (*holds)(const Facts&, const Account&);
};

constexpr std::array properties{
    Property{"a cause has its ground", has_its_ground},
    Property{"a refusal names the end that stopped", names_who_stopped},
    Property{"the other end is not blamed", blames_nobody_else},
    Property{"a failure has a sentence of one printable line, and a success has none",
             says_something},
    Property{"offered is what the hello says", offers_what_the_hello_says},
    Property{"chosen is what the answer says", chose_what_the_answer_says},
    Property{"a level is told of an OpenSSL that is known", speaks_of_levels_where_one_is_known},
    Property{"no advice helps an attacker", never_helps_an_attacker},
    Property{"an old version is for a test alone", advises_old_versions_for_tests_alone},
    Property{"SSL is never advised", advises_no_ssl},
    Property{"an advice is not circular", is_not_circular},
    Property{"a server's reader is told what a server can do", advises_its_reader},
    Property{"--ca is for want of trust", names_a_ca_for_want_of_trust_alone},
    Property{"what is unsigned is called so", warns_of_what_is_unsigned},
    Property{"the own libssl's reason is told", tells_its_own_reason},
};

}  // namespace

std::optional<std::string> broken_property(const Facts& facts, const Account& told) {
    for (const Property& each : properties) {
        if (!each.holds(facts, told)) {
            return fmt::format("'{}' does not hold of {}: {} [{}]", each.name,
                               account::cause_name(told.cause), told.sentence, told.advice);
        }
    }
    return std::nullopt;
}

}  // namespace tlsmatrix::account_test
