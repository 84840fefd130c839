// What a saved scan says, in words. Internal. Each throws report::Misread where the JSON is not as
// it must be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/scan/behaviour.hpp>

namespace tlsmatrix::scan {

// wire_words is a version of JSON as people have it: 1.2 is TLSv1.2, and SSLv3 is as it stands.
[[nodiscard]] std::string wire_words(const std::string& version);

[[nodiscard]] bool is_spoken(const report::Saved& version);
// suites_of is the names of a version's cipher suites.
[[nodiscard]] std::vector<std::string> suites_of(const report::Saved& version);

// VersionWords is a version's row.
struct VersionWords {
    std::string name;
    report::Words spoken;
    std::string words;
};
[[nodiscard]] VersionWords words_of(const report::Saved& version);

// GroupWords is what was found of a version's groups: the names of those that are supported, and
// sentences on the others.
struct GroupWords {
    std::vector<std::string> supported;
    std::string order;  // whose; empty where there is nothing to order
    std::vector<std::string> refused;
    std::vector<std::string> undecided;  // each with its reason

    // lines are for people: `x25519, secp256r1 in the server's order`, `not secp521r1`.
    [[nodiscard]] std::vector<std::string> lines() const;
};

// group_words_of is nullopt where they were not asked for, and in reports of an earlier version.
[[nodiscard]] std::optional<GroupWords> group_words_of(const report::Saved& version);

// spoken_in_short is `TLSv1.2, TLSv1.3`, with a question mark behind what is undecided.
[[nodiscard]] std::string spoken_in_short(const std::vector<report::Saved>& versions);

[[nodiscard]] Verdict verdict_of(const report::Saved& finding);
// What came of a probe, of the question for TLS_FALLBACK_SCSV, of the downgrade sentinel, and of
// looking for holes.
[[nodiscard]] std::string probe_words(const report::Saved& probe);
[[nodiscard]] std::string fallback_words(const report::Saved& fallback);
[[nodiscard]] std::string sentinel_words(const report::Saved& sentinel);
[[nodiscard]] std::string holes_words(const report::Saved& holes);

}  // namespace tlsmatrix::scan
