#include <exception>

#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/doctor/doctor.hpp>
#include <tlsmatrix/process/child_process.hpp>

namespace tlsmatrix::doctor {
namespace {

constexpr std::chrono::seconds patience{5};

// What the program `openssl` prints; empty where it is missing or fails. A configuration that
// is wrong would be in its way, and has no say in what is asked.
std::string ask_openssl() {
    process::ChildSettings settings{.arguments = {"openssl", "version", "-v", "-b", "-d"},
                                    .environment = {},
                                    .timeout = patience};
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
        if (!std::string_view(*variable).starts_with("OPENSSL_CONF=")) {
            settings.environment.emplace_back(*variable);
        }
    }
    boost::asio::io_context context;
    process::Finished finished;
    boost::asio::co_spawn(
        context, process::run_child(context, std::move(settings)),
        [&finished](const std::exception_ptr& not_started, process::Finished run) {
            if (not_started == nullptr) {
                finished = std::move(run);
            }
        });
    context.run();
    return finished.exit.succeeded() ? finished.output : std::string();
}

}  // namespace

std::optional<OpensslBuild> read_openssl_version(std::string_view output) {
    constexpr std::string_view name = "OpenSSL ";
    constexpr std::string_view library = "(Library: ";
    OpensslBuild build;
    for (std::string_view line : words_of(output, "\n")) {
        if (line.starts_with("built on: ")) {
            build.built_on = trimmed(line);
        } else if (line.starts_with("OPENSSLDIR: ")) {
            build.directory = trimmed(line);
        } else if (line.starts_with(name)) {
            // The program may be of another release than the library that it runs on.
            if (const std::size_t at = line.find(library); at != std::string_view::npos) {
                line.remove_prefix(at + library.size());
            }
            const auto words = words_of(line, " ");
            build.release = words.size() > 1 && words[0] == "OpenSSL" ? words[1] : "";
        }
    }
    return build.release.empty() ? std::nullopt : std::optional(build);
}

OpensslOrigin find_openssl_origin() {
    OpensslOrigin origin{.build = running_build(), .file = openssl_file()};
    if (origin.file.empty()) {
        origin.machine = read_openssl_version(ask_openssl());
    }
    return origin;
}

}  // namespace tlsmatrix::doctor
