// The ground of each cause, told once more and from the facts alone.
#include <algorithm>
#include <array>
#include <string>

#include "tests/tls/account/known.hpp"
#include "tests/tls/account/properties.hpp"

namespace tlsmatrix::account_test {
namespace {

using account::Cause;
using account::CertificateFault;
using account::Facts;
using enum ProtocolVersion;

bool ground_of_server(Cause cause, const Known& is) {
    const auto& own = is.facts.own;
    const auto& seen = is.facts.seen;
    const bool early = is.answer == nullptr;
    switch (cause) {
        case Cause::ssl_alone_offered:
            return is.by(Sender::server, {40, 70}) && early && is.ssl_number() &&
                   !is.hello->supported_versions;
        case Cause::legacy_version_of_ssl:
            return is.by(Sender::server, {40, 70}) && early && is.ssl_number() &&
                   is.hello->supported_versions.has_value();
        case Cause::level_takes_own_set:
            return is.by(Sender::server, {70}) && is.server && is.hello == nullptr &&
                   is.level_takes(own.versions);
        case Cause::hello_unreadable:
            return is.by(Sender::server, {70}) && is.server && is.hello == nullptr;
        case Cause::outside_named_set:
            return is.by(Sender::server, {70}) && is.server && early &&
                   (is.offers & own.versions).empty() && !(is.offers & own.unnarrowed).empty();
        case Cause::no_common_version:
            return is.by(Sender::server, {70}) && is.server && early && is.hello != nullptr &&
                   (is.offers & own.versions).empty() && (is.offers & own.unnarrowed).empty();
        case Cause::level_takes_versions:
            return is.by(Sender::server, {70}) && is.server && early &&
                   is.level_takes(is.offers & own.versions);
        case Cause::second_hello_changed:
            return is.by(Sender::server, {70}) && is.for_reason({263});
        case Cause::record_of_another_version:
            return is.by(Sender::server, {70}) && is.hello != nullptr && is.for_reason({267});
        case Cause::version_refused_otherwise:
            return is.by(Sender::server, {70}) && is.server && is.hello != nullptr;
        case Cause::hole_in_own_offer:
            return is.by(Sender::server, {70}) && !is.server && early && is.hello != nullptr &&
                   own.engine == Engine::openssl && own.versions.has_hole() &&
                   !(own.versions - is.offers).empty();
        case Cause::offer_not_spoken:
            return is.by(Sender::server, {70}) && !is.server && early && is.hello != nullptr;
        case Cause::fallback_below_best:
        case Cause::fallback_not_highest:
        case Cause::fallback_refused:
        case Cause::fallback_unasked: {
            if (!is.by(Sender::server, {86}) || is.hello == nullptr) {
                return false;
            }
            const auto& suites = is.hello->cipher_suites;
            const bool carries = std::find(suites.begin(), suites.end(), 0x5600) != suites.end();
            const auto most = own.versions.highest();
            const auto best = is.offers.highest();
            const bool more = most && (!best || *most > *best);
            switch (cause) {
                case Cause::fallback_below_best:
                    return carries && is.server && more;
                case Cause::fallback_not_highest:
                    return carries && is.server && !more && is.meeting;
                case Cause::fallback_refused:
                    return carries;
                default:
                    return !carries;
            }
        }
        case Cause::renegotiation_claimed:
            return is.by(Sender::server, {40}) && is.for_reason({336, 337});
        case Cause::no_common_suite:
            return is.by(Sender::server, {40}) && early && is.known_suites() &&
                   is.suites(false, false) == 0;
        case Cause::no_key_for_suites:
            return is.by(Sender::server, {40}) && early && is.known_suites() && own.key &&
                   is.suites(false, false) > 0 && is.suites(true, false) == 0;
        case Cause::no_common_group:
            return is.by(Sender::server, {40}) && early && is.known_suites() &&
                   is.suites(true, false) > 0 && is.suites(true, true) == 0 &&
                   own.shared_groups == 0U;
        case Cause::no_common_signature:
            return is.by(Sender::server, {40}) && is.server && is.meeting &&
                   is.for_reason({118, 376});
        case Cause::server_without_suite:
            return is.by(Sender::server, {40}) && is.for_reason({181});
        case Cause::nothing_in_common:
            return is.by(Sender::server, {40}) && is.server && early && is.meeting &&
                   is.for_reason({0, 101, 193, 295, 410});
        case Cause::offer_of_1_3_alone_refused:
            return is.by(Sender::server, {40}) && !is.server && early && is.hello != nullptr &&
                   is.hello->supported_versions && is.offers == VersionSet{tls_1_3};
        case Cause::refused_before_choice:
            return is.by(Sender::server, {40}) && !is.server && early && is.hello != nullptr;
        case Cause::client_certificate_missing:
            return is.by(Sender::server, {40, 116}) && !early && !seen.client_certificate &&
                   (is.server ? own.verify_client == VerifyClient::required && seen.reason == 199
                              : seen.certificate_requested);
        case Cause::client_certificate_rejected:
            return is.by(Sender::server, {42, 43, 44, 45, 46, 48}) && seen.client_certificate;
        case Cause::no_common_protocol:
            return is.by(Sender::server, {120}) && is.hello != nullptr && !is.hello->alpn.empty() &&
                   std::count(is.hello->alpn.begin(), is.hello->alpn.end(), "http/1.1") == 0;
        default:
            return false;
    }
}

// begins_request: a method of RFC 9110 section 9.1 or RFC 5789, or HTTP/2's preface (RFC 9113 3.4).
bool begins_request(std::string_view stray) {
    constexpr std::array<std::string_view, 10> methods = {
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "PRI"};
    return std::any_of(methods.begin(), methods.end(), [&](std::string_view method) {
        return stray.starts_with((std::string(method) + ' ').substr(0, 5));
    });
}

bool ground_of_client(Cause cause, const Known& is) {
    const auto& seen = is.facts.seen;
    const bool answered = is.answer != nullptr;
    const bool own_fault = !is.server;
    switch (cause) {
        case Cause::client_offers_nothing:
            return is.by(Sender::client, {70}) && own_fault && is.hello == nullptr;
        case Cause::client_without_suite:
            return is.by(Sender::client, {}) && own_fault && is.hello == nullptr &&
                   is.for_reason({181});
        case Cause::alert_in_place_of_hello:
            return is.by(Sender::client, {}) && is.server && is.hello == nullptr;
        case Cause::hello_changed_on_the_way:
            return own_fault && is.downgrade() && is.whole_offer() &&
                   (is.by(Sender::client, {70}) ||
                    (is.by(Sender::client, {47}) && seen.reason == 373));
        case Cause::sentinel_of_a_hole_or_a_change:
            return own_fault && is.by(Sender::client, {47}) && is.downgrade() &&
                   is.offers.highest() == tls_1_2 && seen.reason == 373;
        case Cause::sentinel_of_a_hole:
            return is.by(Sender::client, {47}) && is.downgrade() &&
                   (is.server || seen.reason == 373);
        case Cause::best_version_refused:
            return is.server && is.by(Sender::client, {47, 70}) && answered &&
                   is.answer->sentinel != DowngradeSentinel::none && is.chosen &&
                   is.offers.highest() == is.chosen;
        case Cause::chosen_below_client: {
            if (!is.by(Sender::client, {70}) || !answered || is.hello == nullptr) {
                return false;
            }
            if (!is.chosen) {
                return true;
            }
            return is.server
                       ? is.offers.highest() != is.chosen &&
                             !(is.hello->supported_versions && is.offers.contains(*is.chosen))
                       : !(is.facts.own.run.empty() ? is.facts.own.versions : is.facts.own.run)
                                 .contains(*is.chosen) ||
                             !is.offers.contains(*is.chosen);
        }
        case Cause::own_offer_refused:
            return is.by(Sender::client, {70}) && answered && is.hello != nullptr;
        case Cause::version_refused_unheard:
            return is.by(Sender::client, {70}) && !answered && is.hello != nullptr;
        case Cause::illegal_value:
            return is.by(Sender::client, {47}) && answered;
        case Cause::certificate_expired:
            return answered && (is.server ? is.by(Sender::client, {45})
                                          : is.by(Sender::client, {}) &&
                                                is.facts.certificate == CertificateFault::expired);
        case Cause::certificate_of_another_name:
            return answered && own_fault && is.by(Sender::client, {}) &&
                   is.facts.certificate == CertificateFault::wrong_name;
        case Cause::certificate_untrusted:
            return answered &&
                   (is.server ? is.by(Sender::client, {48})
                              : is.by(Sender::client, {}) &&
                                    (is.facts.certificate == CertificateFault::untrusted ||
                                     is.facts.certificate == CertificateFault::self_signed));
        case Cause::certificate_rejected:
            return answered && (is.server ? is.by(Sender::client, {42, 43, 44, 46, 113})
                                          : is.by(Sender::client, {}) &&
                                                is.facts.certificate == CertificateFault::other);
        default:
            return false;
    }
}

// Of an OpenSSL that is known, at a level, and where it has SHA-1 alone to sign with.
bool ground_of_level(const Known& is) {
    const auto version = is.chosen ? is.chosen : is.meeting;
    if (!is.level() || !version || !is.refused_by || *is.refused_by != is.facts.own.self) {
        return false;
    }
    if (!is.server) {
        return is.by(Sender::client, {40, 80}) && *version <= tls_1_1;
    }
    return is.by(Sender::server, {40, 80}) && is.for_reason({118, 376}) &&
           (*version <= tls_1_1 ||
            (*version == tls_1_2 && is.hello != nullptr && is.weak_hashes()));
}

bool ground_of_others(Cause cause, const Known& is) {
    const auto& seen = is.facts.seen;
    const bool answered = is.answer != nullptr;
    switch (cause) {
        case Cause::too_many_warnings:
            return is.refused_by == is.facts.own.self && is.for_reason({409});
        case Cause::stopped_after_warning:
            return is.refused_by && is.warning(other(*is.refused_by)) != nullptr;
        case Cause::gave_up_inside:
            return is.refused_by && is.code == 80;
        case Cause::refused_with:
            return is.refused_by.has_value();
        case Cause::given_up:
            return is.ended<Closed>() && is.peer_said(90);
        case Cause::closed_with_notify:
            return is.ended<Closed>() && is.peer_said(0);
        case Cause::closed_after_warning:
            return is.ended<Closed>() && is.warning(std::nullopt) != nullptr;
        case Cause::closed_unheard:
            return is.ended<Closed>() && is.server && is.hello == nullptr && seen.received == 0;
        case Cause::closed_in_hello:
            return is.ended<Closed>() && is.server && is.hello == nullptr && seen.received > 0;
        case Cause::closed_after_hello:
            return is.ended<Closed>() && is.server && is.hello != nullptr && !answered;
        case Cause::closed_on_1_3_alone:
            return is.ended<Closed>() && !is.server && !answered && seen.received == 0 &&
                   is.hello != nullptr && is.hello->supported_versions &&
                   is.offers == VersionSet{tls_1_3};
        case Cause::closed_unanswered:
            return is.ended<Closed>() && !is.server && !answered && seen.received == 0;
        case Cause::closed_in_answer:
            return is.ended<Closed>() && !is.server && !answered && seen.received > 0;
        case Cause::closed_after_choice:
            return is.ended<Closed>() && answered;
        case Cause::plain_http_request:
            return is.ended<Aborted>() && is.server && begins_request(seen.stray);
        case Cause::plain_http_answer:
            return is.ended<Aborted>() && !is.server && seen.stray == "HTTP/";
        case Cause::sslv2_hello_abandoned:
            return is.ended<Aborted>() && is.server && is.hello == nullptr &&
                   seen.stray.starts_with('\x80');
        case Cause::sslv2_hello_unread:
            return is.ended<Aborted>() && is.server && !answered &&
                   (is.hello != nullptr ? is.hello->format == ClientHello::Format::sslv2
                                        : seen.stray.starts_with('\x80')) &&
                   is.facts.own.openssl == Profile::openssl_4_0;
        case Cause::not_tls:
            return is.ended<Aborted>() && !seen.stray.empty();
        case Cause::reset_before_hello:
            return is.ended<Aborted>() && seen.reset && is.server && is.hello == nullptr;
        case Cause::reset_unanswered:
            return is.ended<Aborted>() && seen.reset && !is.server && !answered;
        case Cause::reset_after_choice:
            return is.ended<Aborted>() && seen.reset && answered;
        case Cause::timed_out_unheard:
            return is.ended<TimedOut>() && seen.received == 0;
        case Cause::timed_out_in_hello:
            return is.ended<TimedOut>() && is.server && is.hello == nullptr && seen.received > 0;
        case Cause::timed_out_after_choice:
            return is.ended<TimedOut>() && answered && seen.received > 0;
        case Cause::timed_out_unanswered:
            return is.ended<TimedOut>() && !is.server && !answered && seen.received > 0;
        case Cause::broken:
            return is.ended<Aborted>() || (is.ended<TimedOut>() && is.server);
        default:
            return false;
    }
}

}  // namespace

bool has_ground(Cause cause, const Facts& facts) {
    const Known is(facts);
    if (is.ended<Negotiated>()) {
        return has_later_ground(cause, facts);
    }
    if (cause == Cause::level_forbids_signature) {
        return ground_of_level(is);
    }
    return ground_of_server(cause, is) || ground_of_client(cause, is) ||
           ground_of_others(cause, is);
}

}  // namespace tlsmatrix::account_test
