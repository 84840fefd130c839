#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include <tlsmatrix/process/command.hpp>
#include <tlsmatrix/process/run_environment.hpp>

namespace tlsmatrix::process {
namespace {

// What a run sets by itself: whatever begins so is an outer run's, whose servers these are not.
constexpr std::array run_prefixes{"TLSMATRIX_URL",         "TLSMATRIX_PORT", "TLSMATRIX_HOST=",
                                  "TLSMATRIX_TRUSTSTORE=", "TLSMATRIX_CA=",  "TLSMATRIX_LOG="};
constexpr std::array proxy_assignments{
    "http_proxy=", "https_proxy=", "all_proxy=", "HTTP_PROXY=", "HTTPS_PROXY=", "ALL_PROXY="};
constexpr std::array no_proxy_variables{"no_proxy", "NO_PROXY"};
constexpr std::string_view this_machine = "127.0.0.1,localhost,::1";

template <class Prefixes>
bool begins_with_one(std::string_view assignment, const Prefixes& prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [assignment](std::string_view prefix) {
        return assignment.starts_with(prefix);
    });
}

// set puts an assignment in the place of one that has its name.
void set(std::vector<std::string>& environment, std::string_view name, std::string_view value) {
    std::erase_if(environment, [name](const std::string& each) {
        return std::string_view(each).substr(0, each.find('=')) == name;
    });
    environment.push_back(fmt::format("{}={}", name, value));
}

std::string value_of(const std::vector<std::string>& environment, std::string_view name) {
    for (const std::string& each : environment) {
        if (each.starts_with(fmt::format("{}=", name))) {
            return each.substr(name.size() + 1);
        }
    }
    return {};
}

// The suite may need its proxy for other hosts; in our servers' place it must not answer.
void lead_past_proxies(std::vector<std::string>& environment) {
    if (std::none_of(environment.begin(), environment.end(), [](const std::string& each) {
            return begins_with_one(each, proxy_assignments);
        })) {
        return;
    }
    for (const char* name : no_proxy_variables) {
        const std::string before = value_of(environment, name);
        set(environment, name,
            before.empty() ? std::string(this_machine)
                           : fmt::format("{},{}", before, this_machine));
    }
}

}  // namespace

std::string set_variable(std::string_view asked, std::string_view versions) {
    if (asked == "all") {
        return "ALL";
    }
    const bool is_up = asked.ends_with('+') && asked.find(',') == std::string_view::npos;
    std::string name(is_up ? versions.substr(0, versions.find(',')) : versions);
    std::replace_if(
        name.begin(), name.end(), [](char letter) { return letter == '.' || letter == ','; }, '_');
    return is_up ? name + "_UP" : name;
}

std::vector<std::string> run_environment(const RunServers& servers, const char* const* inherited) {
    std::vector<std::string> environment;
    for (; *inherited != nullptr; ++inherited) {
        if (!begins_with_one(*inherited, run_prefixes)) {
            environment.emplace_back(*inherited);
        }
    }
    for (const PinnedServer& server : servers.servers) {
        set(environment, "TLSMATRIX_URL_" + server.name, server.url);
        set(environment, "TLSMATRIX_PORT_" + server.name, server.port);
    }
    set(environment, "TLSMATRIX_HOST", servers.host);
    set(environment, "TLSMATRIX_CA", servers.ca);
    set(environment, "TLSMATRIX_TRUSTSTORE", servers.truststore);
    set(environment, "TLSMATRIX_LOG", servers.log);
    if (servers.trusted) {
        for (const std::string_view name : ca_variables()) {
            set(environment, name, servers.ca);
        }
    }
    lead_past_proxies(environment);
    return environment;
}

}  // namespace tlsmatrix::process
