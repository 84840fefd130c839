// Which certificates a client accepts: it is run against a server for each of the zoo's.
//   const CertificateReport report = check_certificates(options);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include <tlsmatrix/check/check_report.hpp>
#include <tlsmatrix/check/check_runner.hpp>
#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/tls/certificate_zoo.hpp>

namespace tlsmatrix::check {

// Taking is what a client made of a certificate.
enum class Taking {
    accepted,  // it sent its request, or finished the handshake where it never sends one
    refused,   // it ended there, and took the good one at the same version before and after
    lacking,   // the server had nothing to sign with that the client offers
    undecided,
};

// taking_name is the word of JSON: accepted, refused, lacking, undecided.
[[nodiscard]] std::string_view taking_name(Taking taking);

// RowVerdict is what that is to a gate. Told: the client may do the one or the other.
enum class RowVerdict { passed, failed, undecided, told };
inline constexpr RowVerdict row_verdicts[] = {RowVerdict::passed, RowVerdict::failed,
                                              RowVerdict::undecided, RowVerdict::told};

// row_verdict_name is the word of JSON: passed, failed, undecided, told.
[[nodiscard]] std::string_view row_verdict_name(RowVerdict verdict);

// CertificateRow is a certificate and what came of it.
struct CertificateRow {
    const ZooEntry* entry = nullptr;
    Taking taking = Taking::undecided;
    RowVerdict verdict = RowVerdict::undecided;
    std::string sentence;  // what the server saw, or why nothing is proved
    TrialResult trial;
};

// GateOptions is what the judgement depends on beside the runs.
struct GateOptions {
    Level level = Level::request;
    bool has_crl = false;  // the client was given the CAs' lists of revoked certificates
};

// judge_certificates makes a row of each run. The first run is that of `good`, and `again` another
// one of it after all others: unless both are accepted, no refusal of another one says anything.
// Pure.
[[nodiscard]] std::vector<CertificateRow> judge_certificates(
    const std::vector<const ZooEntry*>& entries, const std::vector<TrialResult>& trials,
    const TrialResult& again, const GateOptions& options);

// CertificateReport is a whole run.
struct CertificateReport {
    std::vector<std::string> command;
    std::string host;  // that the client was told to ask for
    GateOptions options;
    std::vector<CertificateRow> rows;
    std::vector<LeftOut> left_out;  // by the names of certificates
    double seconds = 0;
    std::string unended;  // a sentence about processes that nobody could end; empty: there are none

    // count is how many rows have that verdict.
    [[nodiscard]] std::size_t count(RowVerdict verdict) const;
    // is_as_demanded: nothing failed, and nothing is undecided.
    [[nodiscard]] bool is_as_demanded() const;
};

// check_certificates runs the client against each certificate that a run can tell of. Throws
// SetupError and Interrupted, as check does.
[[nodiscard]] CertificateReport check_certificates(CheckOptions options);

// certificates_json is one object as docs/certificates.schema.json describes it;
// certificates_document says in words what that says. Throws report::Misread.
[[nodiscard]] boost::json::object certificates_json(const CertificateReport& report);
[[nodiscard]] report::Document certificates_document(boost::json::value report);

}  // namespace tlsmatrix::check
