#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/help_formatter.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/topics.hpp>
#include <tlsmatrix/cli/unknown_word.hpp>

namespace tlsmatrix::cli {
namespace {

int help(const CLI::App& app, const std::string& name) {
    if (name.empty()) {
        // app.help() would be about this command, which is the one that was parsed.
        write_result(app.get_formatter()->make_help(&app, "tlsmatrix", CLI::AppFormatMode::Normal),
                     {});
        return exit_as_expected;
    }
    for (const CLI::App* command : visible_commands(app)) {
        if (command->get_name() == name) {
            write_result(command->help("tlsmatrix"), {});
            return exit_as_expected;
        }
    }
    for (const Topic& topic : topics()) {
        if (topic.name == name) {
            write_result(filled(topic.text, help_width()), {});
            return exit_as_expected;
        }
    }
    throw UsageError(unknown_command(app, name));
}

}  // namespace

void add_help(Program& program) {
    auto name = std::make_shared<std::string>();
    CLI::App* app =
        program.app.add_subcommand("help", "Print what a command does, its flags and examples");
    std::string told = "Beside the commands there are topics:\n";
    for (const Topic& topic : topics()) {
        told += fmt::format("  {:<13}{}\n", topic.name, topic.about);
    }
    app->footer(told + "Examples:\n  tlsmatrix help check\n  tlsmatrix help sets");
    app->add_option("COMMAND", *name, "the command, or a topic; without one, all of them")
        ->type_name("COMMAND");
    app->final_callback([&program, name] {
        program.action = [&program, name] { return help(program.app, *name); };
    });
}

}  // namespace tlsmatrix::cli
