#include "matrix/axes.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "matrix/cipher_axis.hpp"
#include "tls/library.hpp"

namespace tlsmatrix::matrix {
namespace {

template <int level>
void set_client_level(ClientEndpoint& client, ServerEndpoint&, std::string_view) {
    client.security_level = level;
}
template <int level>
void set_server_level(ClientEndpoint&, ServerEndpoint& server, std::string_view) {
    server.security_level = level;
}
template <CertificateKind kind>
void set_certificate(ClientEndpoint&, ServerEndpoint& server, std::string_view) {
    server.certificate = kind;
}
template <bool on>
void set_scsv(ClientEndpoint& client, ServerEndpoint&, std::string_view) {
    client.fallback_scsv = on;
}

constexpr std::array scsv_values{AxisValue{"off", set_scsv<false>},
                                 AxisValue{"on", set_scsv<true>}};
constexpr std::array client_levels{AxisValue{"0", set_client_level<0>},
                                   AxisValue{"1", set_client_level<1>},
                                   AxisValue{"2", set_client_level<2>}};
constexpr std::array server_levels{AxisValue{"0", set_server_level<0>},
                                   AxisValue{"1", set_server_level<1>},
                                   AxisValue{"2", set_server_level<2>}};
constexpr std::array certificates{AxisValue{"ecdsa", set_certificate<CertificateKind::ecdsa>},
                                  AxisValue{"rsa", set_certificate<CertificateKind::rsa>},
                                  AxisValue{"ed25519", set_certificate<CertificateKind::ed25519>}};

void offer_no_session(ClientEndpoint& client, ServerEndpoint&, std::string_view) {
    client.session.reset();
}
template <ProtocolVersion version, bool by_ticket>
void offer_session(ClientEndpoint& client, ServerEndpoint& server, std::string_view) {
    client.session = OfferedSession{version, by_ticket};
    server.tickets = by_ticket;
}

constexpr std::array sessions{
    AxisValue{"none", offer_no_session},
    AxisValue{"1.0", offer_session<ProtocolVersion::tls_1_0, true>},
    AxisValue{"1.1", offer_session<ProtocolVersion::tls_1_1, true>},
    AxisValue{"1.2", offer_session<ProtocolVersion::tls_1_2, true>},
    AxisValue{"1.3", offer_session<ProtocolVersion::tls_1_3, true>},
    AxisValue{"1.0-id", offer_session<ProtocolVersion::tls_1_0, false>},
    AxisValue{"1.1-id", offer_session<ProtocolVersion::tls_1_1, false>},
    AxisValue{"1.2-id", offer_session<ProtocolVersion::tls_1_2, false>},
};

// No end knows what lies between: see transport.hpp.
void set_nothing(ClientEndpoint&, ServerEndpoint&, std::string_view) {}

constexpr std::array transports{AxisValue{"loopback", set_nothing},
                                AxisValue{"memory", set_nothing}, AxisValue{"relay", set_nothing}};

template <const auto& values>
std::span<const AxisValue> all_of() {
    return values;
}

constexpr std::array table{
    Axis{"scsv", all_of<scsv_values>, "TLS_FALLBACK_SCSV in every hello"},
    Axis{"client-level", all_of<client_levels>, "the client's security level"},
    Axis{"server-level", all_of<server_levels>, "the server's security level"},
    Axis{"certificate", all_of<certificates>, "the server's key: P-256, RSA-2048 or Ed25519"},
    Axis{"cipher", cipher_values, "the one cipher suite of both ends", false, "certificate",
         "a suite picks the certificate", why_no_cipher},
    Axis{"session", all_of<sessions>, "a session of that version is offered, by ticket or by id",
         false, "cipher", "a session is made with the library's own list of suites"},
    Axis{"transport", all_of<transports>,
         "sockets, memory, or a relay that cuts handshakes into bytes", false},
};

template <class Row>
const Row* find(std::span<const Row> rows, std::string_view name) {
    const auto found =
        std::find_if(rows.begin(), rows.end(), [name](const Row& row) { return row.name == name; });
    return found == rows.end() ? nullptr : &*found;
}

template <class Row>
std::string names_of(std::span<const Row> rows) {
    std::string names;
    for (const Row& row : rows) {
        names += (names.empty() ? "" : ", ") + std::string(row.name);
    }
    return names;
}

AxisChoice whole(const Axis& axis) {
    AxisChoice choice{&axis, {}};
    for (const AxisValue& value : axis.values()) {
        choice.values.push_back(&value);
    }
    return choice;
}

const AxisChoice* choice_of(const std::vector<AxisChoice>& choices, std::string_view name) {
    const auto found = std::find_if(choices.begin(), choices.end(), [name](const auto& choice) {
        return choice.axis->name == name;
    });
    return found == choices.end() ? nullptr : &*found;
}

bool leaves_memory(const std::vector<AxisChoice>& choices) {
    const AxisChoice* transport = choice_of(choices, "transport");
    return transport != nullptr &&
           (transport->values.size() != 1 || transport->values.front()->name != "memory");
}

std::optional<Error> problem_of(const std::vector<AxisChoice>& choices) {
    for (const AxisChoice& choice : choices) {
        const auto times = [&](std::string_view name) {
            return std::count_if(choices.begin(), choices.end(),
                                 [&](const AxisChoice& it) { return it.axis->name == name; });
        };
        if (times(choice.axis->name) > 1) {
            return Error{
                fmt::format("the axis {} is named twice: put its values into one list, "
                            "with commas between",
                            choice.axis->name)};
        }
        if (times(choice.axis->excludes) > 0) {
            return Error{fmt::format("the axes {} and {} cannot be crossed: {}", choice.axis->name,
                                     choice.axis->excludes, choice.axis->exclusion)};
        }
    }
    if (choice_of(choices, "session") != nullptr && leaves_memory(choices)) {
        return Error{
            "a session is offered in memory alone: leave out the axis transport, or say "
            "transport=memory"};
    }
    return std::nullopt;
}

}  // namespace

std::span<const Axis> axes() {
    return table;
}

Result<AxisChoice> parse_axis(std::string_view text) {
    const std::size_t sign = text.find('=');
    const std::string_view name = text.substr(0, sign);
    const Axis* axis = find(axes(), name);
    if (axis == nullptr || sign == std::string_view::npos) {
        return Error{fmt::format("bad axis '{}': write NAME=VALUE, and for NAME one of {}", text,
                                 names_of(axes()))};
    }
    std::string_view rest = text.substr(sign + 1);
    if (rest == "all") {
        return whole(*axis);
    }
    AxisChoice choice{axis, {}};
    while (true) {
        const std::string_view word = rest.substr(0, rest.find(','));
        const AxisValue* value = find(axis->values(), word);
        const bool twice =
            std::find(choice.values.begin(), choice.values.end(), value) != choice.values.end();
        if (value == nullptr || twice) {
            if (value == nullptr && axis->why_not != nullptr) {
                return Error{axis->why_not(word)};
            }
            return Error{fmt::format("the axis {} has {} value '{}': name all, or some of {}",
                                     axis->name, twice && value != nullptr ? "twice the" : "no",
                                     word, names_of(axis->values()))};
        }
        choice.values.push_back(value);
        if (word.size() == rest.size()) {
            return choice;
        }
        rest.remove_prefix(word.size() + 1);
    }
}

std::vector<AxisChoice> every_axis() {
    std::vector<AxisChoice> all;
    for (const Axis& axis : table) {
        if (axis.in_full) {
            all.push_back(whole(axis));
        }
    }
    return all;
}

Result<std::vector<Cell>> cross_axes(const std::vector<Cell>& cells,
                                     const std::vector<AxisChoice>& choices) {
    using Combination = std::vector<std::pair<std::string, std::string>>;
    if (auto problem = problem_of(choices)) {
        return *std::move(problem);
    }
    std::vector<Combination> combinations{{}};
    for (const AxisChoice& choice : choices) {
        std::vector<Combination> longer;
        for (const Combination& combination : combinations) {
            for (const AxisValue* value : choice.values) {
                longer.push_back(combination);
                longer.back().emplace_back(choice.axis->name, value->name);
            }
        }
        combinations = std::move(longer);
    }
    std::vector<Cell> crossed;
    for (const Combination& combination : combinations) {
        for (Cell cell : cells) {
            cell.axes.insert(cell.axes.end(), combination.begin(), combination.end());
            crossed.push_back(std::move(cell));
        }
    }
    return crossed;
}

Profile linked_profile() {
    const std::string release = openssl_version();
    return release.starts_with("3.0.") || release == "3.0" ? Profile::openssl_3_0
                                                           : Profile::openssl_3_1;
}

Endpoints endpoints_of(const Cell& cell, Profile profile) {
    Endpoints endpoints;
    endpoints.client.profile = endpoints.server.profile = profile;
    endpoints.client.versions = cell.client.versions;
    endpoints.client.engine = cell.client.engine;
    endpoints.server.versions = cell.server.versions;
    endpoints.server.engine = cell.server.engine;
    for (const auto& [name, word] : cell.axes) {
        const Axis* axis = find(axes(), name);
        const AxisValue* value = axis == nullptr ? nullptr : find(axis->values(), word);
        if (value != nullptr) {
            value->apply(endpoints.client, endpoints.server, value->name);
        }
    }
    return endpoints;
}

}  // namespace tlsmatrix::matrix
