// How a server behaves beside what it speaks: downgrade protection, and what it does with versions
// and values that it cannot know.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/scan/answer.hpp>
#include <tlsmatrix/scan/offer.hpp>

namespace tlsmatrix::scan {

// Spoken is a version that the server speaks (its code) and the suites that it has there.
struct Spoken {
    std::uint16_t version = 0;
    std::vector<std::uint16_t> cipher_suites;
};

// Verdict is what a probe showed. Right and wrong are what a specification asks for; unclear is an
// answer that tells neither; untested, that the server speaks too little for the question.
enum class Verdict { right, wrong, unclear, untested };
inline constexpr Verdict verdicts[] = {Verdict::right, Verdict::wrong, Verdict::unclear,
                                       Verdict::untested};

// verdict_name is the word of JSON: right, wrong, ...
[[nodiscard]] std::string_view verdict_name(Verdict verdict);

// fallback_offer is what a client sends that was pushed down: the second highest version that the
// server speaks, with TLS_FALLBACK_SCSV (RFC 7507). Nullopt where it speaks fewer than two.
// `spoken` is sorted, lowest first, and has no SSLv2, as below.
[[nodiscard]] std::optional<Offer> fallback_offer(const std::vector<Spoken>& spoken);

// judge_fallback: right is the alert inappropriate_fallback, wrong a hello.
[[nodiscard]] Verdict judge_fallback(const Answer& answer);

// expected_sentinel is what the random of a hello at this version has to end with, from a server
// whose highest version is `highest` (RFC 8446 section 4.1.3: a must where that is 1.3, a should
// where it is 1.2).
[[nodiscard]] DowngradeSentinel expected_sentinel(std::uint16_t version, std::uint16_t highest);

// Probe is a hello with something that the server cannot know and has to pass over.
struct Probe {
    // hello: a form that a hello may have, and what it may say of versions that are known.
    enum class Kind { unknown_version, grease, hello };
    // Form is how the hello is sent.
    enum class Form { usual, two_records, two_segments };

    Kind kind = Kind::unknown_version;
    std::string name;  // what is odd about it, as reports say it
    Offer offer;
    std::optional<std::uint16_t> expected;  // the version to choose; nullopt: an alert is right
    Form form = Form::usual;
    // blindness is about servers that know supported_versions, which only 1.3 asks them to: a
    // choice by legacy_version is unclear of others.
    bool blindness = false;
};

// probes are those that make sense for what the server speaks; none where that is nothing. With
// `small`, hellos stay below 256 bytes.
[[nodiscard]] std::vector<Probe> probes(const std::vector<Spoken>& spoken, bool small);

// control_of is the probe's hello without what is odd about it.
[[nodiscard]] Offer control_of(const Probe& probe);

// judge_probe: right is the version that an ordinary hello would have got.
[[nodiscard]] Verdict judge_probe(const Probe& probe, const Answer& answer);

// is_bogus_choice tells of a ServerHello whose version no TLS has, or that is above everything that
// the hello named.
[[nodiscard]] bool is_bogus_choice(const Offer& offer, const Answer& answer);

}  // namespace tlsmatrix::scan
