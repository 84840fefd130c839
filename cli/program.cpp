#include <algorithm>
#include <array>
#include <cmath>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <new>
#include <system_error>

#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/nearest.hpp>
#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/cli/help_formatter.hpp>
#include <tlsmatrix/cli/output.hpp>
#include <tlsmatrix/cli/parse_mistake.hpp>
#include <tlsmatrix/cli/program.hpp>
#include <tlsmatrix/cli/standard_streams.hpp>
#include <tlsmatrix/cli/value_checks.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/tls/version.hpp>

namespace tlsmatrix::cli {
namespace {

void describe(CLI::App& app) {
    app.description(
        "A TLS version bench: servers pinned to exactly the versions you choose, a client that\n"
        "accepts exactly the versions you list, and a matrix that proves what happens between.");
    app.set_version_flag(
        "-V,--version",
        fmt::format("tlsmatrix {} (OpenSSL {})", version, library_words(local_library())),
        "print the versions of this program and of OpenSSL");
    app.require_subcommand(0, 1);  // its own complaint hides which word it did not know
    app.set_help_flag("-h,--help", "print this help");
    app.formatter(std::make_shared<HelpFormatter>(help_width()));
}

// After the commands, which would inherit it.
void add_examples(CLI::App& app) {
    app.footer(
        "Examples:\n"
        "  tlsmatrix matrix                          every client set against every server set\n"
        "  tlsmatrix serve                           ports 8010 to 8013 pinned to 1.0 to 1.3\n"
        "  tlsmatrix run --pin 1.2 -- pytest         servers around a test command\n"
        "  tlsmatrix check --require 1.2+ -- curl -sS {url}\n"
        "  tlsmatrix request --tls 1.2+ URL          ask, accepting 1.2 and 1.3 alone\n"
        "  tlsmatrix explain --client 1.0,1.2 --server 1.1\n"
        "  tlsmatrix scan --require 1.2+ HOST:443    fail unless it speaks 1.2 and 1.3 alone\n"
        "\n"
        "Exit codes: 0 all as expected, 1 something was not, 2 wrong usage, a broken set-up or\n"
        "a server that cannot be reached, 125 run could not start its command, 130 matrix or check "
        "was interrupted,\n"
        "141 whoever read the output closed it.\n"
        "\n"
        "More: tlsmatrix help COMMAND, and tlsmatrix help sets, log, codes, files or environment.");
}

// In every command, and before it.
void add_quiet(CLI::App& app) {
    std::vector<CLI::App*> commands = app.get_subcommands([](const CLI::App*) { return true; });
    commands.push_back(&app);
    for (CLI::App* command : commands) {
        if (command->get_option_no_throw("--quiet") == nullptr && !command->get_group().empty()) {
            command->add_flag_callback("-q,--quiet", be_quiet,
                                       "say nothing beside the result but what is wrong");
        }
    }
}

int complain(const Program& program, const std::string& message) {
    say("tlsmatrix: {}\n", message);
    return program.usage_code;
}

// A mistake in the command line: the sentence says where to read on.
int complain_of_usage(const Program& program, const std::string& message) {
    const auto chosen = program.app.get_subcommands();
    const bool has_help = !chosen.empty() && chosen.front()->get_name() != "help";
    return complain(program,
                    fmt::format("{} (see 'tlsmatrix help{}')", message,
                                has_help ? " " + chosen.front()->get_name() : std::string()));
}

// CLI11 has an exit code for each kind of mistake; ours is one, and its help and version are none.
int finish_parsing(const Program& program, const CLI::ParseError& error,
                   const std::vector<std::string>& words) {
    if (dynamic_cast<const CLI::CallForHelp*>(&error) != nullptr) {
        write_result(program.app.help(), {});
        return exit_as_expected;
    }
    if (dynamic_cast<const CLI::CallForVersion*>(&error) != nullptr) {
        write_result(fmt::format("{}\n", error.what()), {});
        return exit_as_expected;
    }
    return complain_of_usage(program, parse_mistake(program.app, error, words));
}

// What the system refuses where nobody could say for what: its own message would name a file of
// Boost's.
std::string system_fault(const boost::system::error_code& error) {
    namespace errc = boost::system::errc;
    const bool files =
        error == errc::too_many_files_open || error == errc::too_many_files_open_in_system;
    return fmt::format("the system refuses what is needed ({}): {}", error.message(),
                       files ? "allow more open files (ulimit -n), or ask for fewer things at once"
                             : "is a limit of this user's or of this machine's reached?");
}

int complain_of_no_command(const Program& program) {
    std::string names;
    for (const CLI::App* command : visible_commands(program.app)) {
        names += (names.empty() ? "" : ", ") + command->get_name();
    }
    return complain_of_usage(program, fmt::format("no command is given: name one of {}", names));
}

int parse_and_act(Program& program, int argc, const char* const* argv) {
    const std::vector<std::string> words{argv + std::min(argc, 1), argv + argc};
    try {
        program.app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return finish_parsing(program, error, words);
    }
    if (const std::string flag = misplaced_flag(program.app, words); !flag.empty()) {
        return complain_of_usage(program, flag);
    }
    return program.action ? program.action() : complain_of_no_command(program);
}

// A peer or a reader that goes away is an ordinary event here, and so is a file-size limit.
void ignore_signals() {
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace

Engine engine_of(const std::string& text) {
    const auto engine = parse_engine(text);
    if (!engine) {
        constexpr std::array<std::string_view, 2> known{"exact", "openssl"};
        throw UsageError(fmt::format("unknown engine '{}'{}", text,
                                     meant_word(text, known).empty() ? ": allowed: exact, openssl"
                                                                     : did_you_mean(text, known)));
    }
    return *engine;
}

std::chrono::milliseconds milliseconds(double seconds) {
    return std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

CLI::Validator not_empty() {
    return {[](const std::string& value) {
                return value.empty() ? std::string("the value is empty: is a variable not set?")
                                     : std::string();
            },
            ""};
}

CLI::Validator within(double least, double most) {
    const CLI::Range range(least, most);
    return {[range](std::string& value) {
                const std::string complaint = range(value);
                const bool is_nan = std::isnan(std::strtod(value.c_str(), nullptr));
                return complaint.empty() && is_nan ? fmt::format("'{}' is no number", value)
                                                   : complaint;
            },
            range.get_description()};
}

int run(int argc, const char* const* argv, Hooks hooks) {
    ignore_signals();
    occupy_standard_streams();
    Program program;
    program.app.name("tlsmatrix");
    program.hooks = std::move(hooks);
    describe(program.app);
    add_serve(program);
    add_run(program);
    add_matrix(program);
    add_merge(program);
    add_report(program);
    add_check(program);
    add_request(program);
    add_explain(program);
    add_trace(program);
    add_reproduce(program);
    add_scan(program);
    add_relay(program);
    add_certs(program);
    add_doctor(program);
    add_completion(program);
    add_help(program);
    add_man(program);
    add_value_checks(program.app);
    add_quiet(program.app);
    group_flags(program.app);
    add_examples(program.app);
    try {
        return parse_and_act(program, argc, argv);
    } catch (const ReaderGone&) {
        return exit_reader_gone;
    } catch (const UsageError& error) {
        return complain_of_usage(program, error.what());
    } catch (const SetupError& error) {
        return complain(program, error.what());
    } catch (const boost::system::system_error& error) {
        return complain(program, system_fault(error.code()));
    } catch (const std::system_error& error) {  // a thread that cannot be started
        return complain(program, system_fault(error.code()));
    } catch (const std::bad_alloc&) {
        return complain(
            program, "there is not enough memory: allow more (ulimit -v), or ask for less at once");
    } catch (const std::exception& error) {
        return complain(program, fmt::format("unexpected failure: {}", error.what()));
    }
}

}  // namespace tlsmatrix::cli
