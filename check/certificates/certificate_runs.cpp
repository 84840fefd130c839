#include <algorithm>
#include <chrono>
#include <initializer_list>

#include <tlsmatrix/certs/private_directory.hpp>
#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/certs/zoo_ca.hpp>
#include <tlsmatrix/check/certificates/certificate_gate.hpp>
#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/descendants.hpp>

namespace tlsmatrix::check {
namespace {

// No client is told of such a host, and few could look it up.
constexpr std::string_view left_out_certificate = "wildcard";

std::vector<const ZooEntry*> entries_to_try() {
    std::vector<const ZooEntry*> entries;
    for (const ZooEntry& each : certificate_zoo()) {
        if (each.name != left_out_certificate) {
            entries.push_back(&each);
        }
    }
    return entries;
}

bool mentions_any(const std::vector<std::string>& command,
                  std::initializer_list<std::string_view> places) {
    return std::any_of(places.begin(), places.end(), [&command](std::string_view place) {
        return process::mentions(command, place);
    });
}

Trial trial_of(Credentials credentials) {
    return {.kind = Trial::Kind::all_versions,
            .versions = VersionSet::all(),
            .profile = &general_profile(certs::KeyType::rsa),
            .credentials = std::move(credentials)};
}

}  // namespace

CertificateReport check_certificates(CheckOptions options) {
    const auto started = std::chrono::steady_clock::now();
    CertificateReport report;
    report.command = options.command;
    report.host = mentions_any(options.command, {"name", "url_name"}) ? "localhost" : "127.0.0.1";
    report.options = {options.level, process::mentions(options.command, "crl")};
    report.left_out = {
        {std::string(left_out_certificate), "few clients can look up a name below zoo.localhost"}};
    const auto ca = certs::ZooCa::create();
    const certs::PrivateDirectory directory;
    const certs::TrustFiles trust = certs::write_trust_files(directory.path(), ca.root());
    options.ca_file = trust.ca_file.string();
    options.truststore_file = trust.truststore_file.string();
    const auto entries = entries_to_try();
    std::vector<Trial> trials;
    for (const ZooEntry* entry : entries) {
        trials.push_back(trial_of(ca.issue(entry->name, report.host)));
        if (entry->demand == ZooDemand::refuse_by_crl) {
            const auto crl_file = directory.path() / "crl.pem";
            certs::write_public_file(crl_file,
                                     ca.revocation_lists(trials.back().credentials->chain.front()));
            options.more_places = {{"crl", crl_file.string()}};
        }
    }
    trials.push_back(trials.front());  // once more, at the end
    TrialRun run = run_trials(options, std::move(trials));
    const TrialResult again = std::move(run.trials.back());
    report.rows = judge_certificates(entries, run.trials, again, report.options);
    report.unended = run.left.empty() ? "" : process::unended_text(run.left);
    report.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    return report;
}

}  // namespace tlsmatrix::check
