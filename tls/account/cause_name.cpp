#include <array>

#include <tlsmatrix/tls/account/cause.hpp>

namespace tlsmatrix::account {
namespace {

constexpr std::array<std::string_view, cause_count> cause_names{
    "none",
    "ssl_alone_offered",
    "legacy_version_of_ssl",
    "level_takes_own_set",
    "hello_unreadable",
    "no_common_version",
    "level_takes_versions",
    "second_hello_changed",
    "record_of_another_version",
    "version_refused_otherwise",
    "hole_in_own_offer",
    "offer_not_spoken",
    "fallback_below_best",
    "fallback_not_highest",
    "fallback_refused",
    "fallback_unasked",
    "renegotiation_claimed",
    "no_common_suite",
    "no_common_group",
    "no_key_for_suites",
    "level_forbids_signature",
    "no_common_signature",
    "server_without_suite",
    "nothing_in_common",
    "offer_of_1_3_alone_refused",
    "refused_before_choice",
    "client_certificate_missing",
    "client_certificate_rejected",
    "no_common_protocol",
    "client_offers_nothing",
    "client_without_suite",
    "alert_in_place_of_hello",
    "hello_changed_on_the_way",
    "sentinel_of_a_hole",
    "sentinel_of_a_hole_or_a_change",
    "best_version_refused",
    "chosen_below_client",
    "own_offer_refused",
    "version_refused_unheard",
    "illegal_value",
    "certificate_expired",
    "certificate_of_another_name",
    "certificate_untrusted",
    "certificate_rejected",
    "too_many_warnings",
    "gave_up_inside",
    "stopped_after_warning",
    "refused_with",
    "given_up",
    "closed_with_notify",
    "closed_after_warning",
    "closed_unheard",
    "closed_in_hello",
    "closed_after_hello",
    "closed_on_1_3_alone",
    "closed_unanswered",
    "closed_in_answer",
    "closed_after_choice",
    "plain_http_request",
    "plain_http_answer",
    "sslv2_hello_abandoned",
    "sslv2_hello_unread",
    "not_tls",
    "reset_before_hello",
    "reset_unanswered",
    "reset_after_choice",
    "timed_out_unheard",
    "timed_out_in_hello",
    "timed_out_unanswered",
    "timed_out_after_choice",
    "broken",
};

}  // namespace

std::string_view cause_name(Cause cause) {
    return cause_names[static_cast<std::size_t>(cause)];
}

}  // namespace tlsmatrix::account
