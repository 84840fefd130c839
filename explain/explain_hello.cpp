#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/explain/detail/client_hello_of.hpp>
#include <tlsmatrix/explain/explain_hello.hpp>
#include <tlsmatrix/explain/hello_parts.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/standards.hpp>

namespace tlsmatrix::explain {
namespace {

void tell_form(Telling& telling, const HelloBytes& bytes) {
    std::string text =
        fmt::format("A ClientHello of {} bytes, read from {}", bytes.message.size(), bytes.form);
    if (bytes.records > 1) {
        text += fmt::format(", in {} records", bytes.records);
    }
    if (bytes.before > 0) {
        text += fmt::format(", behind {} bytes of other protocols", bytes.before);
    }
    if (bytes.behind > 0) {
        text += fmt::format("; {} bytes behind it were not read", bytes.behind);
    }
    telling.add(Topic::shows, text + ".");
}

void tell_versions(Telling& telling, const ClientHello& hello, const HelloBytes& bytes) {
    if (hello.format == ClientHello::Format::sslv2) {
        telling.add(Topic::shows,
                    fmt::format("It is written in SSLv2's format, and asks for {} at most.",
                                hello.offered()),
                    citation(Standard::sslv2_hello));
    } else if (hello.supported_versions) {
        telling.add(Topic::shows,
                    fmt::format("It offers {} in supported_versions.", hello.offered()),
                    citation(Standard::supported_versions));
    } else {
        telling.add(Topic::shows,
                    fmt::format("It asks for {} at most, as its client_version, and has no "
                                "supported_versions.",
                                hello.offered()),
                    citation(Standard::client_hello_1_2));
    }
    if (bytes.record_version) {
        telling.add(Topic::open,
                    fmt::format("Anything by the version of its first record ({}): old servers "
                                "want a low number there, and no server may go by it.",
                                version_code_name(*bytes.record_version)),
                    citation(Standard::record_layer));
    }
    if (hello.supported_versions) {
        telling.add(Topic::open,
                    fmt::format("Anything by its legacy_version ({}): with supported_versions "
                                "nobody looks at it.",
                                version_code_name(hello.legacy_version)),
                    citation(Standard::client_hello));
    }
}

void tell_lower_bound(Telling& telling, const ClientHello& hello) {
    const VersionSet offered = hello.offered_versions();
    if (!hello.supported_versions) {
        telling.add(Topic::open,
                    "Whether the client accepts less than that: such a hello has no lower bound, "
                    "and only what the client does with a lower ServerHello tells.",
                    citation(Standard::client_hello_1_2));
        return;
    }
    if (offered.empty()) {
        telling.add(Topic::proves, "No version from TLSv1 to TLSv1.3 may be chosen for it.",
                    citation(Standard::supported_versions));
        return;
    }
    telling.add(Topic::proves,
                fmt::format("Its lower bound is {}: a server that reads supported_versions "
                            "chooses nothing below.",
                            wire_name(*offered.lowest())),
                citation(Standard::supported_versions));
    telling.add(Topic::open,
                "Whether the client refuses less from a server that does not know "
                "supported_versions: such a one may answer with anything.",
                citation(Standard::older_servers));
    if (const VersionSet holes = holes_of(offered); !holes.empty()) {
        telling.add(Topic::proves,
                    fmt::format("It has a hole: {} is not offered, though versions above and "
                                "below are.",
                                holes.wire_names()),
                    citation(Standard::supported_versions));
        telling.add(Topic::reason,
                    "A library that takes a list of versions sent it: OpenSSL's "
                    "client offers one contiguous run alone.",
                    "OpenSSL, ssl_get_min_max_version");
    }
}

void tell_suites(Telling& telling, const ClientHello& hello) {
    std::size_t known = 0;
    std::size_t all = 0;
    for (const std::uint16_t code : hello.cipher_suites) {
        all += is_cipher_suite(code) ? 1U : 0U;
        known += find_suite(code) != nullptr ? 1U : 0U;
    }
    const VersionSet suited = suited_versions(hello.cipher_suites);
    telling.add(Topic::shows,
                fmt::format("It has {} cipher suites, {} of them known here, for {}.", all, known,
                            suited.empty() ? "no version" : suited.wire_names()));
    if (const VersionSet lacking = hello.offered_versions() - suited; !lacking.empty()) {
        telling.add(Topic::proves,
                    fmt::format("{} cannot be negotiated by it: no suite that it offers and this "
                                "program knows is for that.",
                                lacking.wire_names()),
                    citation(Standard::suites_1_2));
    }
    if (hello.has_fallback_scsv()) {
        telling.add(Topic::proves,
                    "The client says that this is another attempt, with less than it has "
                    "(TLS_FALLBACK_SCSV): a server that supports more has to refuse it.",
                    citation(Standard::fallback_server));
    }
}

void tell_names(Telling& telling, const ClientHello& hello) {
    if (hello.server_name) {
        telling.add(Topic::shows, fmt::format("It asks for the server name '{}'.",
                                              escaped(*hello.server_name, '\'')));
    } else if (hello.format == ClientHello::Format::tls) {
        telling.add(Topic::shows, "It names no server.");
    }
    if (!hello.alpn.empty()) {
        std::vector<std::string> names;
        for (const std::string& each : hello.alpn) {
            names.push_back(escaped(each));
        }
        telling.add(Topic::shows, fmt::format("It offers {} by ALPN.", fmt::join(names, ", ")));
    }
}

void tell_parts(Telling& telling, const HelloParts& parts) {
    if (parts.grease) {
        telling.add(Topic::shows, "It has values of GREASE, which servers have to ignore.",
                    "RFC 8701");
    }
    if (parts.pre_shared_key || parts.ticket) {
        telling.add(Topic::shows,
                    fmt::format("It offers a session of {}.",
                                parts.pre_shared_key ? "TLSv1.3" : "an older version"),
                    citation(parts.pre_shared_key ? Standard::resumption : Standard::tickets));
    }
    switch (parts.ech) {
        case Ech::none:
            return;
        case Ech::outer_or_grease:
            telling.add(Topic::shows,
                        fmt::format("It has encrypted_client_hello, with {} bytes encrypted.",
                                    parts.ech_payload),
                        "RFC 9849");
            telling.add(Topic::open,
                        "Whether there is another hello in it: the outer hello of ECH and GREASE "
                        "of it are made to look alike. If there is, what it offers and the name it "
                        "asks for are not these.",
                        "RFC 9849");
            return;
        case Ech::inner:
            telling.add(Topic::proves,
                        "It is the inner hello of ECH, which crosses no wire in "
                        "the clear.",
                        "RFC 9849");
            return;
        case Ech::malformed:
            telling.add(Topic::proves,
                        "Its encrypted_client_hello is malformed: a server that "
                        "knows ECH refuses it.",
                        "RFC 9849");
    }
}

void ask(Telling& telling, const ClientHello& hello) {
    const VersionSet offered = hello.offered_versions();
    telling.ask("Which versions does the client accept, whatever it offers?",
                "tlsmatrix check -- CLIENT {url}");
    if (!hello.supported_versions && !offered.empty()) {
        telling.ask("Does it refuse what is below its offer?",
                    fmt::format("tlsmatrix check --min {} -- CLIENT {{url}}",
                                short_name(*offered.highest())));
    }
    telling.ask("Which versions does the server support?", "tlsmatrix scan HOST:PORT");
}

}  // namespace

ClientHello client_hello_of(const HelloBytes& bytes) {
    return (bytes.sslv2 ? parse_sslv2_client_hello(bytes.message)
                        : parse_client_hello(bytes.message))
        .value_or(ClientHello{});
}

Telling explain_hello(const HelloBytes& bytes) {
    const ClientHello hello = client_hello_of(bytes);
    const VersionSet offered = hello.offered_versions();
    Telling telling{.headline = fmt::format("A hello that offers {}{}", hello.offered_words(),
                                            !holes_of(offered).empty() ? ", with a hole" : "")};
    tell_form(telling, bytes);
    tell_versions(telling, hello, bytes);
    tell_suites(telling, hello);
    tell_names(telling, hello);
    tell_parts(telling, hello_parts(bytes.message, hello));
    tell_lower_bound(telling, hello);
    ask(telling, hello);
    return telling;
}

}  // namespace tlsmatrix::explain
