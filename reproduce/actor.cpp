#include <array>
#include <cstdlib>
#include <filesystem>

#include <unistd.h>

#include <fmt/format.h>

#include <tlsmatrix/reproduce/actor.hpp>

namespace tlsmatrix::reproduce {
namespace {

namespace fs = std::filesystem;

// The distribution's own: another Python may carry another urllib3.
constexpr const char* python = "/usr/bin/python3";

// The OpenSSL of the report knew no security levels. Today's, at level 2, would end the handshake
// for its signature instead of taking the version, so the level is 0.
constexpr const char* requests_program = R"(
import ssl, sys
import requests
from requests.adapters import HTTPAdapter
from urllib3.util.ssl_ import create_urllib3_context

class Adapter(HTTPAdapter):
    def init_poolmanager(self, *arguments, **options):
        context = create_urllib3_context(ciphers="DEFAULT:@SECLEVEL=0")
        context.minimum_version = ssl.TLSVersion.TLSv1
        if sys.argv[2] == "cured":
            context.options |= ssl.OP_NO_TLSv1 | ssl.OP_NO_TLSv1_1
        return super().init_poolmanager(*arguments, ssl_context=context, **options)

session = requests.Session()
session.mount("https://", Adapter())
session.post(sys.argv[1] + "testpost", data="{for: test purposes}")
)";

constexpr const char* node_program = R"(
var at = require('url').parse(process.env.TLSMATRIX_URL), body = '{for: test purposes}';
var request = require('https').request({
    hostname: at.hostname, port: at.port, path: '/testpost', method: 'POST', agent: false,
    ca: require('fs').readFileSync(process.env.TLSMATRIX_CA),
    headers: {'Content-Length': body.length, 'User-Agent': 'node/' + process.version.slice(1)}
}, function (response) { response.resume(); });
request.on('error', function (error) { console.error(String(error)); process.exit(1); });
request.end(body);
)";

bool is_on_path(std::string_view name) {
    const char* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "/usr/bin:/bin" : path;
    while (!rest.empty()) {
        const std::string_view directory = rest.substr(0, rest.find(':'));
        rest.remove_prefix(std::min(directory.size() + 1, rest.size()));
        if (::access((fs::path(directory) / name).c_str(), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

Program requests(const char* mode) {
    if (::access(python, X_OK) != 0 || !fs::exists("/usr/lib/python3/dist-packages/requests")) {
        return {{}, "install the package python3-requests to see it"};
    }
    return {{python, "-E", "-s", "-c", requests_program, "{url}", mode}, {}};
}

Program packaged(std::string_view name, std::vector<std::string> command) {
    if (!is_on_path(name)) {
        return {{}, fmt::format("install the package {} to see it", name)};
    }
    return {std::move(command), {}};
}

}  // namespace

std::string_view describe(Actor actor) {
    switch (actor) {
        case Actor::ours:
            return "tlsmatrix's own client";
        case Actor::requests:
            return "Python's requests";
        case Actor::requests_cured:
            return "Python's requests with the adapter";
        case Actor::old_node:
            return "an old Node";
        case Actor::wget:
            return "wget";
        case Actor::git:
            return "git";
        case Actor::curl:
            return "curl";
    }
    return {};
}

Program find_program(Actor actor, const std::string& old_node) {
    switch (actor) {
        case Actor::ours:
            return {};
        case Actor::requests:
            return requests("as it is");
        case Actor::requests_cured:
            return requests("cured");
        case Actor::old_node:
            if (old_node.empty()) {
                return {{}, "name the binary of Node 0.10 with --old-node to see the very library"};
            }
            return {{old_node, "-e", node_program}, {}};
        case Actor::wget:
            return packaged("wget", {"wget", "-q", "-O-", "--tries=1", "--ca-certificate={ca}",
                                     "--post-data={for: test purposes}", "{url}testpost"});
        case Actor::git:
            return packaged("git", {"git", "ls-remote", "{url}repository"});
        case Actor::curl:
            return packaged("curl",
                            {"curl", "-q", "-sS", "-d", "{for: test purposes}", "{url}testpost"});
    }
    return {};
}

}  // namespace tlsmatrix::reproduce
