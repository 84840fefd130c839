#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/byte_reader.hpp>
#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/relay/detail/message_words.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/extension.hpp>
#include <tlsmatrix/tls/handshake_type.hpp>

namespace tlsmatrix::relay {
namespace {

struct Named {
    std::uint16_t code;
    std::string_view name;
};

// IANA, "TLS HandshakeType".
constexpr std::array message_names{
    Named{0, "HelloRequest"},        Named{1, "ClientHello"},
    Named{2, "ServerHello"},         Named{4, "NewSessionTicket"},
    Named{5, "EndOfEarlyData"},      Named{8, "EncryptedExtensions"},
    Named{11, "Certificate"},        Named{12, "ServerKeyExchange"},
    Named{13, "CertificateRequest"}, Named{14, "ServerHelloDone"},
    Named{15, "CertificateVerify"},  Named{16, "ClientKeyExchange"},
    Named{20, "Finished"},           Named{22, "CertificateStatus"},
    Named{24, "KeyUpdate"},          Named{25, "CompressedCertificate"},
};

// IANA, "TLS Supported Groups", in OpenSSL's names.
constexpr std::array group_names{
    Named{23, "secp256r1"},
    Named{24, "secp384r1"},
    Named{25, "secp521r1"},
    Named{29, "x25519"},
    Named{30, "x448"},
    Named{256, "ffdhe2048"},
    Named{257, "ffdhe3072"},
    Named{258, "ffdhe4096"},
    Named{259, "ffdhe6144"},
    Named{260, "ffdhe8192"},
    Named{0x11eb, "SecP256r1MLKEM768"},
    Named{0x11ec, "X25519MLKEM768"},
    Named{0x11ed, "SecP384r1MLKEM1024"},
};

template <std::size_t count>
std::string name_in(const std::array<Named, count>& names, std::uint16_t code,
                    std::string_view otherwise) {
    const auto found = std::find_if(names.begin(), names.end(),
                                    [code](const Named& each) { return each.code == code; });
    return found == names.end() ? fmt::format("{}{:#06x}", otherwise, code)
                                : std::string(found->name);
}

constexpr std::size_t random_size = 32;

}  // namespace

std::string message_name(std::uint8_t type) {
    return name_in(message_names, type, "handshake message ");
}

std::string hello_words(const ClientHello& hello) {
    std::string words = fmt::format(
        "offers {}, {} cipher suites", hello.offered_words(),
        std::count_if(hello.cipher_suites.begin(), hello.cipher_suites.end(), is_cipher_suite));
    if (hello.server_name) {
        words += fmt::format(", for {}", escaped(*hello.server_name));
    }
    if (hello.has_fallback_scsv()) {
        words += ", with TLS_FALLBACK_SCSV";
    }
    return words;
}

std::string sentinel_name(DowngradeSentinel sentinel) {
    switch (sentinel) {
        case DowngradeSentinel::tls_1_1_or_below:
            return "tls_1_1_or_below";
        case DowngradeSentinel::tls_1_2:
            return "tls_1_2";
        case DowngradeSentinel::none:
            break;
    }
    return {};
}

std::string choice_words(const ServerHello& hello) {
    if (hello.hello_retry_request) {
        return fmt::format("asks for another hello, of {}", version_code_name(hello.version));
    }
    std::string words = fmt::format("chooses {}, {}", version_code_name(hello.version),
                                    suite_name(hello.cipher_suite));
    if (hello.sentinel != DowngradeSentinel::none) {
        words += fmt::format(", with the downgrade sentinel {}",
                             hello.sentinel == DowngradeSentinel::tls_1_2 ? "01" : "00");
    }
    return words;
}

std::string alert_words(const Alert& alert) {
    return fmt::format("{} ({})", alert_name(alert.description),
                       alert.level == AlertLevel::warning ? "warning"
                       : alert.level == AlertLevel::fatal
                           ? "fatal"
                           : fmt::format("level {}", static_cast<unsigned>(alert.level)));
}

ServerShare share_of(std::span<const std::uint8_t> server_hello) {
    constexpr std::uint16_t pre_shared_key = 41;
    ServerShare share;
    ByteReader reader(server_hello);
    reader.u8();
    reader.u24();
    reader.u16();
    reader.bytes(random_size);
    reader.vector8();
    reader.u16();
    reader.u8();
    for (ByteReader list(reader.vector16()); list.ok() && !list.empty();) {
        const std::uint16_t type = list.u16();
        ByteReader body(list.vector16());
        if (type == extension::key_share) {
            share.group = name_in(group_names, body.u16(), "");
        }
        share.pre_shared_key = share.pre_shared_key || type == pre_shared_key;
    }
    return share;
}

std::string curve_of(std::span<const std::uint8_t> server_key_exchange) {
    constexpr std::uint8_t named_curve = 3;
    ByteReader reader(server_key_exchange);
    reader.u8();
    reader.u24();
    const bool named = reader.u8() == named_curve;
    const std::uint16_t group = reader.u16();
    return named && reader.ok() ? name_in(group_names, group, "") : std::string();
}

}  // namespace tlsmatrix::relay
