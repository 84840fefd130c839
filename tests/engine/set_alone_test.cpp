// A set changes versions and nothing else: whatever sets and engines choose the same version for a
// hello answer it alike. TLSMATRIX_HELLOS=50000 makes more hellos than every run of the tests does.
#include <cstdlib>
#include <map>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "tests/support/bytes.hpp"
#include "tests/support/self_signed.hpp"
#include <tlsmatrix/engine/memory_handshake.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>

namespace tlsmatrix::set_alone_test {
namespace {

using Codes = std::vector<std::uint16_t>;

// What clients of thirty years have offered, and a few numbers that nobody knows. A key of each
// kind, static RSA, DHE, CBC and AEAD. No TLS_FALLBACK_SCSV: its answer is about the set.
const Codes suites{0x1301, 0x1302, 0x1303, 0x1304, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca8, 0xcca9,
                   0xc023, 0xc027, 0xc009, 0xc013, 0xc014, 0xc00a, 0x009e, 0x0067, 0x0033, 0x0039,
                   0x009c, 0x003c, 0x002f, 0x0035, 0x000a, 0x0005, 0x00ff, 0x0a0a, 0x1a2b, 0xc006};
const Codes signatures{0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0809,
                       0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203, 0x0201, 0x0101};
const Codes groups{0x001d, 0x0017, 0x001e, 0x0018, 0x0019, 0x0100, 0x0101, 0x11ec, 0x0a0a, 0x0016};
const Codes versions{0x0304, 0x0303, 0x0302, 0x0301, 0x0300, 0x7a7a};
const Codes legacy_versions{0x0301, 0x0302, 0x0303, 0x0303, 0x0303, 0x0304};

// Hello is an offer in the making, and its bytes.
struct Hello {
    std::uint16_t legacy_version = 0;
    std::optional<Codes> listed;
    Bytes record;

    // chosen is what a server of a set owes it (RFC 8446 section 4.2.1).
    [[nodiscard]] std::optional<ProtocolVersion> chosen(VersionSet set) const {
        if (!listed) {
            const auto most = std::min<std::uint16_t>(legacy_version, 0x0303);
            return set.up_to(*protocol_version_from_code(most)).highest();
        }
        VersionSet offered;
        for (const std::uint16_t code : *listed) {
            if (const auto version = protocol_version_from_code(code)) {
                offered = offered | VersionSet{*version};
            }
        }
        return (offered & set).highest();
    }
};

Bytes p256_share() {
    static const Bytes made = [] {
        const KeyPointer key = p256_key();
        unsigned char* point = nullptr;
        const std::size_t size = EVP_PKEY_get1_encoded_public_key(key.get(), &point);
        Bytes bytes(point, point + size);
        OPENSSL_free(point);
        return bytes;
    }();
    return made;
}

class Generator {
  public:
    explicit Generator(unsigned seed) : random_(seed) {}

    Hello next() {
        Hello hello;
        hello.legacy_version = pick(legacy_versions);
        HelloParts parts;
        parts.legacy_version = hello.legacy_version;
        parts.session_id = one_in(2) ? Bytes() : Bytes(32, 7);
        parts.cipher_suites = some(suites, 1);
        Bytes extensions;
        const auto add = [&](std::uint16_t type, const Bytes& body) {
            extensions = joined({extensions, extension_bytes(type, body)});
        };
        if (!one_in(4)) {
            add(extension::signature_algorithms, with_length(2, codes(some(signatures, 1))));
        }
        const Codes offered = some(groups, 1);
        if (!one_in(4)) {
            add(extension::supported_groups, with_length(2, codes(offered)));
        }
        if (!one_in(3)) {
            hello.listed = some(versions, 1);
            add(extension::supported_versions, with_length(1, codes(*hello.listed)));
            if (!one_in(6)) {
                add(extension::key_share, with_length(2, shares(offered)));
            }
        }
        add_others(add);
        if (!extensions.empty() || one_in(2)) {
            parts.extensions = extensions;
        }
        hello.record = record_bytes(22, client_hello_bytes(parts));
        return hello;
    }

  private:
    bool one_in(unsigned count) { return random_() % count == 0; }
    std::uint16_t pick(const Codes& all) { return all[random_() % all.size()]; }

    // some of them, in an order of their own.
    Codes some(Codes all, std::size_t least) {
        for (std::size_t i = all.size(); i > 1; --i) {
            std::swap(all[i - 1], all[random_() % i]);
        }
        all.resize(least + random_() % (all.size() - least + 1));
        return all;
    }

    Bytes shares(const Codes& offered) {
        Bytes all;
        for (const std::uint16_t group : offered) {
            if ((group == 0x001d || group == 0x0017) && !one_in(3)) {
                const Bytes share = group == 0x001d ? Bytes(32, 9) : p256_share();
                all = joined({all, number(group, 2), with_length(2, share)});
            }
        }
        return all;
    }

    template <class Add>
    void add_others(Add add) {
        if (!one_in(3)) {
            add(extension::ec_point_formats, with_length(1, {0}));
        }
        if (one_in(2)) {
            add(extension::extended_master_secret, {});
        }
        if (one_in(2)) {
            add(35, {});  // session_ticket (RFC 5077)
        }
        if (one_in(4)) {
            add(45, with_length(1, {1}));  // psk_key_exchange_modes
        }
        if (one_in(4)) {
            add(50, with_length(2, codes(some(signatures, 1))));  // signature_algorithms_cert
        }
        if (one_in(4)) {
            add(extension::application_layer_protocol_negotiation,
                with_length(2, with_length(1, text("http/1.1"))));
        }
        if (one_in(4)) {
            add(0x0a0a, {});
        }
    }

    std::mt19937 random_;
};

// answer is the first word of a server's: what it chose, or the alert.
std::string answer(const ServerContext& context, const Bytes& record) {
    MemoryWire wire;
    wire.put(Sender::client, record);
    Connection server(context, wire.end(Sender::server));
    while (server.handshake() == Progress::wants_write) {
    }
    const Observation& saw = server.observation();
    if (saw.server_hello) {
        return fmt::format("0x{:04x} {}{}", saw.server_hello->version,
                           suite_name(saw.server_hello->cipher_suite),
                           saw.server_hello->hello_retry_request ? " once more" : "");
    }
    const Alert* alert = saw.decisive_alert();
    return alert == nullptr ? "nothing" : alert_name(alert->description);
}

// Servers are one for each set, engine and kind of key.
class Servers {
  public:
    const ServerContext& of(VersionSet set, Engine engine, bool rsa) {
        const auto key = std::tuple(set.bits(), engine, rsa);
        auto found = made_.find(key);
        if (found == made_.end()) {
            ServerContextSettings settings;
            settings.versions = set;
            settings.engine = engine;
            settings.credentials = rsa ? rsa_ : ecdsa_;
            found = made_.emplace(key, ServerContext(std::move(settings))).first;
        }
        return found->second;
    }

  private:
    Credentials ecdsa_ = self_signed(p256_key());
    Credentials rsa_ = self_signed(rsa_key());
    std::map<std::tuple<unsigned, Engine, bool>, ServerContext> made_;
};

std::size_t hellos_to_make() {
    const char* asked = std::getenv("TLSMATRIX_HELLOS");
    return asked == nullptr ? 400 : std::strtoul(asked, nullptr, 10);
}

TEST(Set, ChangesVersionsAndNothingElseForAnyHello) {
    Generator generator(16);
    Servers servers;
    std::map<std::pair<std::string, ProtocolVersion>, std::size_t> compared;
    std::map<ProtocolVersion, std::size_t> served;
    const std::size_t hellos = hellos_to_make();
    for (std::size_t i = 0; i < hellos; ++i) {
        const Hello hello = generator.next();
        std::map<ProtocolVersion, std::pair<std::string, std::string>> first;
        for (const VersionSet& set : all_version_sets()) {
            const auto version = hello.chosen(set);
            if (!version) {
                continue;
            }
            const Engine engine = (i / 2 + set.bits()) % 2 == 0 ? Engine::exact : Engine::openssl;
            const std::string got = answer(servers.of(set, engine, i % 2 == 0), hello.record);
            const auto [known, fresh] = first.emplace(*version, std::pair(set.str(), got));
            ASSERT_EQ(got, known->second.second)
                << "{" << set.str() << "} and {" << known->second.first << "} both choose "
                << wire_name(*version) << " for "
                << fmt::format("{:02x}", fmt::join(hello.record, ""));
            ++compared[{set.str(), *version}];
            served[*version] += got.starts_with("0x") ? 1U : 0U;
        }
    }
    EXPECT_EQ(compared.size(), 32U) << "every version of every set is chosen by some hello";
    std::size_t least = hellos;
    for (const auto& [pair, count] : compared) {
        least = std::min(least, count);
    }
    for (const ProtocolVersion version : all_versions) {
        EXPECT_GT(served[version], hellos / 10) << wire_name(version);
    }
    RecordProperty("hellos", static_cast<int>(hellos));
    RecordProperty("least_of_a_set_and_version", static_cast<int>(least));
}

// Two hellos that clients really send, which sets without 1.0 and 1.1 once refused.
TEST(Set, OfAnyKindServesAHelloOf12WithoutSignatureAlgorithmsOrWithSha1Alone) {
    const Bytes sha1 =
        extension_bytes(extension::signature_algorithms, with_length(2, codes({0x0201, 0x0203})));
    const Bytes curves =
        extension_bytes(extension::supported_groups, with_length(2, codes({0x001d, 0x0017})));
    Servers servers;
    for (const VersionSet& set : all_version_sets()) {
        if (!set.contains(ProtocolVersion::tls_1_2)) {
            continue;
        }
        for (const Engine engine : {Engine::exact, Engine::openssl}) {
            for (const bool rsa : {true, false}) {
                for (const Bytes& extensions : {curves, joined({curves, sha1})}) {
                    HelloParts parts;
                    parts.cipher_suites = {0xc02b, 0xc02f};
                    parts.extensions = extensions;
                    EXPECT_EQ(answer(servers.of(set, engine, rsa),
                                     record_bytes(22, client_hello_bytes(parts))),
                              rsa ? "0x0303 ECDHE-RSA-AES128-GCM-SHA256"
                                  : "0x0303 ECDHE-ECDSA-AES128-GCM-SHA256")
                        << set.str();
                }
            }
        }
    }
}

}  // namespace
}  // namespace tlsmatrix::set_alone_test
