// The axes themselves: each value is a word and what it changes.
#include <array>

#include <tlsmatrix/matrix/axes.hpp>
#include <tlsmatrix/matrix/cipher_axis.hpp>
#include <tlsmatrix/matrix/group_axis.hpp>

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
constexpr std::array certificates{
    AxisValue{"ecdsa", set_certificate<CertificateKind::ecdsa>},
    AxisValue{"rsa", set_certificate<CertificateKind::rsa>},
    AxisValue{"ed25519", set_certificate<CertificateKind::ed25519>},
    AxisValue{"p384", set_certificate<CertificateKind::p384>, false},
    AxisValue{"p521", set_certificate<CertificateKind::p521>, false},
    AxisValue{"rsa-pss", set_certificate<CertificateKind::rsa_pss>, false},
    AxisValue{"ed448", set_certificate<CertificateKind::ed448>, false}};

// Of 1.3 the client's one key share is for its first group, which the server has not.
constexpr NamedGroup second_choice{"P-256"};
void ask_at_once(ClientEndpoint&, ServerEndpoint&, std::string_view) {}
void ask_again(ClientEndpoint& client, ServerEndpoint& server, std::string_view) {
    client.groups = "X25519:P-256";
    server.groups = second_choice.name;
    server.group = second_choice;
}

constexpr std::array retries{AxisValue{"off", ask_at_once}, AxisValue{"on", ask_again}};

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
    AxisValue{"1.3-id", offer_session<ProtocolVersion::tls_1_3, false>},
};

// No end knows what lies between: see transport.hpp.
void set_nothing(ClientEndpoint&, ServerEndpoint&, std::string_view) {}

constexpr std::array transports{AxisValue{"loopback", set_nothing},
                                AxisValue{"memory", set_nothing}, AxisValue{"relay", set_nothing}};

template <VerifyClient demand>
void ask_client(ClientEndpoint&, ServerEndpoint& server, std::string_view) {
    server.verify_client = demand;
}
template <ClientCertificate certificate>
void give_client(ClientEndpoint& client, ServerEndpoint&, std::string_view) {
    client.certificate = certificate;
}

constexpr std::array demands{
    AxisValue{verify_client_name(VerifyClient::none), ask_client<VerifyClient::none>},
    AxisValue{verify_client_name(VerifyClient::optional), ask_client<VerifyClient::optional>},
    AxisValue{verify_client_name(VerifyClient::required), ask_client<VerifyClient::required>}};
constexpr std::array client_certificates{
    AxisValue{"none", give_client<ClientCertificate::none>},
    AxisValue{"trusted", give_client<ClientCertificate::trusted>},
    AxisValue{"untrusted", give_client<ClientCertificate::untrusted>}};

void ask_in_handshake(ClientEndpoint&, ServerEndpoint&, std::string_view) {}
template <bool allowed>
void ask_later(ClientEndpoint& client, ServerEndpoint& server, std::string_view) {
    client.post_handshake_auth = allowed;
    server.post_handshake = true;
}
constexpr std::array post_handshake_values{AxisValue{"off", ask_in_handshake},
                                           AxisValue{"on", ask_later<true>},
                                           AxisValue{"not-allowed", ask_later<false>}};

template <const auto& values>
std::span<const AxisValue> all_of() {
    return values;
}

constexpr std::array table{
    Axis{"scsv", all_of<scsv_values>, "TLS_FALLBACK_SCSV in every hello"},
    Axis{"client-level", all_of<client_levels>, "the client's security level"},
    Axis{"server-level", all_of<server_levels>, "the server's security level"},
    Axis{"certificate", all_of<certificates>,
         "the server's key: P-256, RSA-2048, Ed25519, or rarer"},
    Axis{"cipher", cipher_values, "the one cipher suite of both ends", false, why_no_cipher},
    Axis{"group", group_values, "the one key exchange group of both ends", false},
    Axis{"retry", all_of<retries>, "a HelloRetryRequest: the client's first share is not wanted",
         false},
    Axis{"session", all_of<sessions>, "a session of that version is offered, by ticket or by id",
         false},
    Axis{"verify-client", all_of<demands>, "whether the server asks for a client's certificate",
         false},
    Axis{"client-certificate", all_of<client_certificates>, "what the client then answers with",
         false},
    Axis{"post-handshake", all_of<post_handshake_values>,
         "the server asks behind the handshake, and whether the client's hello allows that", false},
    Axis{"transport", all_of<transports>,
         "sockets, memory, or a relay that cuts handshakes into bytes", false},
};

}  // namespace

std::span<const Axis> axes() {
    return table;
}

}  // namespace tlsmatrix::matrix
