// What the tables of a check have in common: a row of words for each version. Internal.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check {

// VersionRow is a version's words. Where its trials differ, their words stand side by side.
struct VersionRow {
    std::string version;
    std::string offered;     // `-` where no hello was seen
    std::string outcome;     // `accepts`, `refuses`, `offers, fails` ...
    std::string decided_by;  // client, server, or `-` where nobody refused
    std::string exit;
    std::string sentence;
    bool unmet = false;  // required otherwise
};

// rows_of is the versions, lowest first.
[[nodiscard]] std::vector<VersionRow> rows_of(const Report& report);

// summary_of is one sentence: which versions the client accepts, and whether that is as required.
[[nodiscard]] std::string summary_of(const Report& report);

// output_of is what the client printed in the run that best shows why a version is not accepted:
// its last lines, without what a terminal would obey.
[[nodiscard]] std::string output_of(const Report& report, const VersionResult& version);

}  // namespace tlsmatrix::check
