#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/report_output.hpp>
#include <tlsmatrix/doctor/doctor.hpp>

namespace tlsmatrix::cli {
namespace {

int examine(const ReportFlags& flags) {
    ReportOutput output(flags);
    const doctor::DoctorFacts facts = doctor::examine_machine();
    output.write(doctor::doctor_document(doctor::doctor_json(facts)));
    return doctor::can_run_matrix(doctor::findings_of(facts)) ? exit_as_expected : exit_unexpected;
}

}  // namespace

void add_doctor(Program& program) {
    auto flags = std::make_shared<ReportFlags>();
    CLI::App* app = program.app.add_subcommand(
        "doctor", "Tell what this machine's OpenSSL can speak, and what stands in the way");
    app->footer(
        "Makes handshakes in memory with each version, key and security level, reads what\n"
        "openssl.cnf presets, and looks at clock, loopback and the kept authority. Changes\n"
        "nothing. For each obstacle the fix in one line. Exit 0: the whole default matrix can "
        "run.\n"
        "Example:\n"
        "  tlsmatrix doctor --format json --output doctor.json");
    add_report_flags(*app, *flags);
    app->final_callback(
        [&program, flags] { program.action = [flags] { return examine(*flags); }; });
}

}  // namespace tlsmatrix::cli
