// A command line with places to fill in, and the environment that it is run in.
//   const auto arguments = fill_in(command, target).value();
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tlsmatrix/base/result.hpp>

namespace tlsmatrix::process {

// Target is what a run of the command is told of its server.
struct Target {
    std::string url;   // https://127.0.0.1:PORT/
    std::string host;  // 127.0.0.1: `localhost` may mean ::1 alone to a client
    std::string port;
    std::string ca;          // PEM file
    std::string truststore;  // PKCS#12 file, for Java
    std::string version;     // 1.0, ... or all
    std::string name;        // a host name of the server's certificate: localhost, or one asked for
    std::string url_name;    // the URL with that name
    // A proxy that the client is to ask, as a URL, and in parts; empty: no proxy.
    std::string proxy = {};
    std::string proxy_host = {};
    std::string proxy_port = {};
};

using Arguments = std::vector<std::string>;

// MorePlaces are places that a caller has beside a Target's, by name, and what stands for them.
using MorePlaces = std::vector<std::pair<std::string, std::string>>;

// fill_in replaces {url} {host} {port} {ca} {truststore} {version} {name} {url_name}, and {proxy}
// {proxy_host} {proxy_port} where there is one. `{{word}}` stands for `{word}` as it is; braces
// around anything but one lower-case word, and behind `%` or `$`, are left alone. An Error names a
// word that is not known, and all that are.
[[nodiscard]] Result<Arguments> fill_in(const Arguments& command, const Target& target,
                                        const MorePlaces& more = {});

// mentions tells whether a place of this name is in any argument.
[[nodiscard]] bool mentions(const Arguments& command, std::string_view name);

// environment_of adds to a program's environment what tells clients of the server and, where it is
// known, of its authority, of the proxy if there is one, TMPDIR, and TLSMATRIX_RUN, by which its
// descendants are known; and takes out other proxies and SSLKEYLOGFILE. The rest stays, since it is
// part of how the client behaves.
[[nodiscard]] std::vector<std::string> environment_of(const Target& target,
                                                      const std::string& directory,
                                                      const std::string& run,
                                                      const char* const* inherited);

// ca_variables are those that clients read by themselves, and trust the PEM file that they name.
[[nodiscard]] std::span<const std::string_view> ca_variables();

// run_variable is the name of the variable by which the processes of a run are known.
inline constexpr std::string_view run_variable = "TLSMATRIX_RUN";

// run_name is the name of a run of this process.
[[nodiscard]] std::string run_name(std::string_view run);

}  // namespace tlsmatrix::process
