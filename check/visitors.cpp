#include <algorithm>
#include <array>
#include <tuple>

#include <fmt/format.h>

#include <tlsmatrix/check/detail/visitors.hpp>

namespace tlsmatrix::check {
namespace {

using Codes = std::vector<std::uint16_t>;

// These depend on what a client remembers of a server, on its address, or on the length of the
// rest: server_name, padding, pre_shared_key, early_data, cookie.
constexpr std::array<std::uint16_t, 5> passing_extensions{0, 21, 41, 42, 44};

Codes without_grease(const Codes& codes) {
    Codes kept;
    std::copy_if(codes.begin(), codes.end(), std::back_inserter(kept),
                 [](std::uint16_t code) { return !is_grease(code); });
    return kept;
}

// Some clients shuffle them in each hello.
Codes lasting_extensions(const ClientHello& hello) {
    Codes kept = without_grease(hello.extensions);
    std::erase_if(kept, [](std::uint16_t type) {
        return std::find(passing_extensions.begin(), passing_extensions.end(), type) !=
               passing_extensions.end();
    });
    std::sort(kept.begin(), kept.end());
    return kept;
}

bool are_alike(const ClientHello& one, const ClientHello& other) {
    const auto constant = [](const ClientHello& hello) {
        return std::tuple(hello.format, hello.legacy_version, without_grease(hello.cipher_suites),
                          without_grease(hello.supported_versions.value_or(Codes{})),
                          without_grease(hello.supported_groups),
                          without_grease(hello.signature_algorithms), lasting_extensions(hello),
                          hello.alpn);
    };
    return constant(one) == constant(other);
}

const ConnectionSight* first_with_hello(const Trials& trials) {
    for (const TrialResult& trial : trials) {
        for (const ConnectionSight& sight : trial.facts.connections) {
            if (sight.observation.client_hello) {
                return &sight;
            }
        }
    }
    return nullptr;
}

// doubt_of is empty where all that came to the server is like the first.
std::string doubt_of(const TrialFacts& facts, const ConnectionSight& first) {
    bool came = false;
    for (const ConnectionSight& sight : facts.connections) {
        const auto& hello = sight.observation.client_hello;
        if (!hello) {
            continue;
        }
        if (sight.client != first.client) {
            return fmt::format(
                "connections came from {} and from {}: whose are the client's is not known",
                first.client, sight.client);
        }
        if (!are_alike(*hello, *first.observation.client_hello)) {
            return "a hello came that differs from the first one of the wait: whether the client "
                   "changes its offer or another client came is not known";
        }
        came = true;
    }
    return came || facts.connections.empty()
               ? std::string()
               : "what came had no hello: whether it was the client is not known";
}

}  // namespace

void tell_visitors_apart(Trials& trials) {
    const ConnectionSight* found = first_with_hello(trials);
    if (found == nullptr) {
        return;
    }
    const ConnectionSight first = *found;
    const auto doubtful = [&first](const TrialResult& trial) {
        return !doubt_of(trial.facts, first).empty();
    };
    // Who comes first need not be the client: if two came to the first server it may be either.
    const auto front = std::find_if(trials.begin(), trials.end(), [](const TrialResult& trial) {
        return !trial.facts.connections.empty();
    });
    const std::string of_all = doubtful(*front) ? doubt_of(front->facts, first) : std::string();
    for (TrialResult& trial : trials) {
        std::string own = doubt_of(trial.facts, first);
        if (!own.empty() || (!of_all.empty() && !trial.facts.connections.empty())) {
            trial.facts.doubtful_visitor = own.empty() ? of_all : std::move(own);
            trial.verdict = judge(trial.facts);
        }
    }
}

}  // namespace tlsmatrix::check
