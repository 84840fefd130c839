#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/tls/certificate_zoo.hpp>

namespace tlsmatrix {
namespace {

constexpr std::array entries{
    ZooEntry{"good", "is right, and comes with its intermediate certificate", ZooDemand::accept,
             std::nullopt, "rsa2048"},
    ZooEntry{"expired", "ended yesterday", ZooDemand::refuse, Standard::certificate_validity,
             "expired"},
    ZooEntry{"not-yet-valid", "begins in a month", ZooDemand::refuse,
             Standard::certificate_validity},
    ZooEntry{"wrong-host", "is for wrong.example alone", ZooDemand::refuse,
             Standard::https_identity, "wrong.host"},
    ZooEntry{"self-signed", "is signed by its own key, and by no CA", ZooDemand::refuse,
             Standard::path_validation, "self-signed"},
    ZooEntry{"untrusted-root", "has a whole chain, up to a root that no client was told of",
             ZooDemand::refuse, Standard::path_validation, "untrusted-root"},
    ZooEntry{"incomplete-chain", "comes without its intermediate certificate", ZooDemand::refuse,
             Standard::path_validation, "incomplete-chain"},
    ZooEntry{"wrong-eku", "is for clients alone, by its extended key usage", ZooDemand::refuse,
             Standard::extended_key_usage},
    ZooEntry{"weak-key", "has an RSA key of 1024 bits", ZooDemand::should_refuse,
             Standard::public_key_length, "rsa1024"},
    ZooEntry{"sha1", "is signed with SHA-1", ZooDemand::should_refuse,
             Standard::client_certificate_message, "sha1-2017"},
    ZooEntry{"no-san", "has its host in the subject's common name alone", ZooDemand::refuse,
             Standard::https_identity, "no-san"},
    ZooEntry{"wildcard", "is for *.zoo.localhost alone, such as any.zoo.localhost",
             ZooDemand::accept, Standard::wildcard_names},
    ZooEntry{"many-names", "is for a thousand further names", ZooDemand::accept, std::nullopt,
             "1000-sans"},
    ZooEntry{"p384", "has a key on P-384", ZooDemand::either, Standard::mandatory_suites, "ecc384"},
    ZooEntry{"p521", "has a key on P-521", ZooDemand::either, Standard::mandatory_suites},
    ZooEntry{"rsa-pss", "has a key for RSA-PSS alone", ZooDemand::either,
             Standard::mandatory_suites},
    ZooEntry{"rsa-4096", "has an RSA key of 4096 bits", ZooDemand::accept, std::nullopt, "rsa4096"},
    ZooEntry{"revoked", "is on its CA's list of revoked certificates", ZooDemand::refuse_by_crl,
             Standard::crl_validation, "revoked"},
};

}  // namespace

std::span<const ZooEntry> certificate_zoo() {
    return entries;
}

const ZooEntry* find_in_zoo(std::string_view name) {
    const auto* found = std::find_if(entries.begin(), entries.end(),
                                     [name](const ZooEntry& each) { return each.name == name; });
    return found == entries.end() ? nullptr : found;
}

std::vector<std::string_view> zoo_names() {
    std::vector<std::string_view> names;
    for (const ZooEntry& each : entries) {
        names.push_back(each.name);
    }
    return names;
}

std::string_view zoo_demand_words(ZooDemand demand) {
    constexpr std::array<std::string_view, 5> words{
        "accepts it", "refuses it", "should refuse it",
        "accepts it, or lacks its algorithm, which no standard asks of all",
        "refuses it, if it was given the CA's CRL"};
    return words[static_cast<std::size_t>(demand)];
}

std::string zoo_table() {
    std::string text;
    for (const ZooEntry& each : entries) {
        text += fmt::format("{:<17} {}\n{:<17} a client {}{}; badssl.com: {}\n", each.name,
                            each.summary, "", zoo_demand_words(each.demand),
                            each.standard ? fmt::format(" ({})", citation(*each.standard)) : "",
                            each.badssl.empty() ? "none" : each.badssl);
    }
    return text;
}

}  // namespace tlsmatrix
