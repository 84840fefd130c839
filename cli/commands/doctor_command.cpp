#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/doctor/doctor.hpp>

namespace tlsmatrix::cli {
namespace {

int examine(const std::string& format) {
    const doctor::DoctorFacts facts = doctor::examine_machine();
    cli::write_result(format == "json" ? doctor::doctor_json(facts) : doctor::doctor_table(facts),
                      {});
    return doctor::can_run_matrix(doctor::findings_of(facts)) ? cli::exit_as_expected
                                                              : cli::exit_unexpected;
}

}  // namespace

void add_doctor(cli::Program& program) {
    auto format = std::make_shared<std::string>("table");
    CLI::App* app = program.app.add_subcommand(
        "doctor", "Tell what this machine's OpenSSL can speak, and what stands in the way");
    app->footer(
        "Makes handshakes in memory with each version, key and security level, reads what\n"
        "openssl.cnf presets, and looks at clock, loopback and the kept authority. Changes\n"
        "nothing. For each obstacle the fix in one line. Exit 0: the whole default matrix can "
        "run.");
    app->add_option("--format", *format, "how to print it")
        ->check(CLI::IsMember({"table", "json"}))
        ->capture_default_str();
    app->final_callback(
        [&program, format] { program.action = [format] { return examine(*format); }; });
}

}  // namespace tlsmatrix::cli
