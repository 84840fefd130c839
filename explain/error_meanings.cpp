// What error texts mean. A row says what is certain, what is not, and what to ask.
#include <algorithm>

#include <tlsmatrix/explain/detail/more_meanings.hpp>
#include <tlsmatrix/explain/error_text.hpp>

namespace tlsmatrix::explain {
namespace {

// Sentences that many rows have.
constexpr std::string_view from_anyone =
    "That the other end itself sent it: before encryption begins nobody signs an alert, and "
    "anyone on the way can send one.";
constexpr std::string_view not_the_set = "Which versions the other end supports: it names none.";
constexpr std::string_view not_versions = "Anything about versions.";

const std::vector<Meaning>& alert_meanings() {
    static const std::vector<Meaning> rows{
        {"alert_protocol_version",
         "The other end refused: none of the versions that it was offered, or was answered with, "
         "is one that it accepts",
         {"The alert protocol_version (70) arrived at the end that printed this."},
         {not_the_set, from_anyone,
          "That TLSv1 is involved: OpenSSL calls it so after the standard that brought the alert."},
         {"At a client: the server supports none of the versions of the hello.",
          "At a server: the client refused the version that the server had chosen, since its "
          "hello had no lower bound."},
         {Ask::server, Ask::client}},
        {"alert_handshake_failure",
         "The other end refused, and does not say what it minds",
         {"The alert handshake_failure (40) arrived at the end that printed this."},
         {"That SSLv3 is involved: OpenSSL up to 3.1 calls it so after the standard that brought "
          "the alert.",
          "That a version was refused: there is an alert of its own for that, though servers that "
          "do not know supported_versions send this one to a hello of TLSv1.3 alone.",
          from_anyone},
         {"No cipher suite, group or signature algorithm is in common.",
          "The certificate's key fits no suite of the version.",
          "A client certificate was required, up to TLSv1.2."},
         {Ask::server, Ask::client, Ask::hello}},
        {"alert_internal_error",
         "The other end gave up inside, which tells nothing by itself",
         {"The alert internal_error (80) arrived at the end that printed this."},
         {"That a version was refused.", from_anyone},
         {"OpenSSL 3.0 at security level 1 or more chooses TLSv1 and TLSv1.1 and then cannot sign "
          "for them.",
          "A callback of the other end failed, such as one that looks for a certificate by name."},
         {Ask::machine, Ask::server, Ask::levels}},
        {"alert_inappropriate_fallback",
         "The other end refused an attempt with less than the client has",
         {"The alert inappropriate_fallback (86) arrived. A server sends it where the client sent "
          "TLS_FALLBACK_SCSV and it supports a higher version than it was offered or would "
          "choose."},
         {"Why the client came down: what ended its first attempt is not told.", from_anyone},
         {"The first attempt was cut off, by a fault or by somebody."},
         {Ask::client, Ask::server}},
        {"alert_insufficient_security",
         "The other end wants stronger parameters than it was offered",
         {"The alert insufficient_security (71) arrived."},
         {"That a version was refused: this alert is about suites and groups.", from_anyone},
         {},
         {Ask::server, Ask::hello}},
        {"alert_illegal_parameter",
         "The other end found a value that is out of range or contradicts another",
         {"The alert illegal_parameter (47) arrived."},
         {"That a version was refused.", from_anyone},
         {"At a server: the client took the downgrade sentinel in its random for an attack.",
          "Something on the way changed a hello."},
         {Ask::client, Ask::server}},
        {"alert_unknown_ca",
         "The other end does not know the CA of a certificate",
         {"The alert unknown_ca (48) arrived. Who sends it has seen a certificate, and a version "
          "had been agreed on by then."},
         {not_versions, from_anyone},
         {"The CA is missing in the trust of the other end, or the chain lacks a link."},
         {Ask::chain}},
        {"alert_certificate",
         "The other end does not accept a certificate",
         {"An alert about a certificate arrived. Who sends it has seen one, and a version had been "
          "agreed on by then."},
         {not_versions, "What is wrong with the certificate.", from_anyone},
         {},
         {Ask::chain}},
        {"alert_certificate_expired",
         "The other end says that a certificate has expired or is not valid yet",
         {"The alert certificate_expired (45) arrived."},
         {not_versions, "That the certificate is at fault: a wrong clock says the same.",
          from_anyone},
         {},
         {Ask::chain}},
        {"alert_certificate_revoked",
         "The other end says that a certificate was revoked",
         {"The alert certificate_revoked (44) arrived."},
         {not_versions, from_anyone},
         {},
         {Ask::chain}},
        {"alert_certificate_required",
         "The server requires a certificate of the client, which sent none",
         {"The alert certificate_required (116) arrived, which is of TLSv1.3 alone. A server sends "
          "it encrypted, once the version stands."},
         {"That the client refused anything.", from_anyone},
         {},
         {Ask::client}},
        {"alert_missing_extension",
         "The other end misses an extension that has to be there",
         {"The alert missing_extension (109) arrived."},
         {"That a version was refused.", from_anyone},
         {},
         {Ask::hello}},
        {"alert_unrecognized_name",
         "The server does not serve the name that the hello asks for",
         {"The alert unrecognized_name (112) arrived."},
         {not_versions, from_anyone},
         {},
         {Ask::names}},
        {"alert_no_application_protocol",
         "The server supports none of the application protocols offered by ALPN",
         {"The alert no_application_protocol (120) arrived."},
         {not_versions, from_anyone},
         {"A client that offers h2 alone meets a server without it, or the other way round."},
         {Ask::hello, Ask::server}},
        {"alert_access_denied",
         "The other end does not let this client in",
         {"The alert access_denied (49) arrived."},
         {not_versions, from_anyone},
         {},
         {Ask::chain}},
        {"alert_decode_error",
         "The other end could not decode a message",
         {"The alert decode_error (50) arrived."},
         {"That a version was refused.", from_anyone},
         {"A middlebox or a server stumbles over a long or a new hello."},
         {Ask::server, Ask::hello}},
        {"alert_decrypt_error",
         "A signature or a Finished did not verify at the other end",
         {"The alert decrypt_error (51) arrived."},
         {"Who changed what.", from_anyone},
         {"The handshake was changed on the way: a stripped version is noticed here at the latest.",
          "A key does not belong to its certificate."},
         {Ask::client, Ask::server}},
        {"alert_unexpected_message",
         "The other end received a message that has no place there",
         {"The alert unexpected_message (10) arrived."},
         {"That a version was refused.", from_anyone},
         {},
         {Ask::server}},
        {"some_alert",
         "The other end refused with an alert that this text does not name",
         {"A fatal alert arrived."},
         {"Which alert: what GnuTLS prints behind it, in brackets, says that.", from_anyone},
         {},
         {Ask::server, Ask::client}},
    };
    return rows;
}

std::vector<Meaning> all_meanings() {
    std::vector<Meaning> all = alert_meanings();
    for (const auto& more : {local_meanings(), connection_meanings()}) {
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

}  // namespace

std::span<const Meaning> meanings() {
    static const std::vector<Meaning> all = all_meanings();
    return all;
}

const Meaning* find_meaning(std::string_view id) {
    const auto all = meanings();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const Meaning& each) { return each.id == id; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace tlsmatrix::explain
