// The causes that a handshake can have ended of, as far as they can be told apart.
#pragma once

#include <cstdint>
#include <string_view>

namespace tlsmatrix::account {

// Cause is one of them. Each has a row in `rows` (detail/row.hpp): its guard, its sentence and its
// advice. What an end cannot know has a cause that says so.
enum class Cause : std::uint8_t {
    none,  // the handshake succeeded

    // The server's refusal.
    ssl_alone_offered,      // the hello is one of SSL
    legacy_version_of_ssl,  // beside supported_versions
    level_takes_own_set,    // all of it, so no hello was read
    hello_unreadable,
    outside_named_set,  // the server has one that the name asked for leaves out
    no_common_version,
    level_takes_versions,  // common ones there are, and the server's level forbids them
    second_hello_changed,
    record_of_another_version,
    version_refused_otherwise,
    hole_in_own_offer,
    offer_not_spoken,
    fallback_below_best,
    fallback_not_highest,
    fallback_refused,
    fallback_unasked,
    renegotiation_claimed,
    no_common_suite,
    no_common_group,
    no_key_for_suites,
    level_forbids_signature,
    no_common_signature,
    server_without_suite,
    nothing_in_common,
    offer_of_1_3_alone_refused,
    refused_before_choice,
    client_certificate_missing,
    client_certificate_rejected,
    no_common_protocol,

    // The client's refusal.
    client_offers_nothing,
    client_without_suite,
    alert_in_place_of_hello,
    hello_changed_on_the_way,
    sentinel_of_a_hole,
    sentinel_of_a_hole_or_a_change,
    best_version_refused,
    chosen_below_client,
    own_offer_refused,
    version_refused_unheard,
    illegal_value,
    certificate_expired,
    certificate_of_another_name,
    certificate_untrusted,
    certificate_rejected,

    // Either end's.
    too_many_warnings,
    gave_up_inside,  // internal_error, which tells nothing
    stopped_after_warning,
    refused_with,  // any other alert: what it means, and libssl's reason where it is ours

    // Without an alert.
    given_up,
    closed_with_notify,
    closed_after_warning,
    closed_unheard,
    closed_in_hello,
    closed_after_hello,
    closed_on_1_3_alone,
    closed_unanswered,
    closed_in_answer,
    closed_after_choice,
    plain_http_request,
    plain_http_answer,
    sslv2_hello_abandoned,
    sslv2_hello_unread,  // OpenSSL 4 reads none
    not_tls,
    reset_before_hello,
    reset_unanswered,
    reset_after_choice,
    timed_out_unheard,
    timed_out_in_hello,
    timed_out_unanswered,
    timed_out_after_choice,

    // After a handshake that succeeded.
    flooded_later,
    alert_later,
    stopped_later,
    timed_out_later,
    closed_without_request,
    closed_before_end,
    broken_later,

    broken,  // anything else, in the words that there are
};

inline constexpr std::size_t cause_count = static_cast<std::size_t>(Cause::broken) + 1;

// cause_name is a cause's word in JSON: `no_common_version`.
[[nodiscard]] std::string_view cause_name(Cause cause);

}  // namespace tlsmatrix::account
