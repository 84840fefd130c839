#include <fmt/format.h>

#include <tlsmatrix/scan/group_verdict.hpp>
#include <tlsmatrix/scan/key_share.hpp>
#include <tlsmatrix/scan/wire_codes.hpp>
#include <tlsmatrix/tls/named_group.hpp>

namespace tlsmatrix::scan {
namespace {

constexpr std::uint8_t insufficient_security_alert = 71;
// The rest of such a hello has fewer than 300 bytes.
constexpr std::size_t max_share = 1'460 - 300;

bool has_long_share(std::uint16_t group) {
    return key_share_of(group, {}).size() > max_share;
}

bool is_an_end(GroupWord word) {
    return word == GroupWord::refused || word == GroupWord::alert || word == GroupWord::wordless;
}

std::string reply_words(const GroupReply& reply) {
    if (!std::holds_alternative<ServerHello>(reply.answer)) {
        return describe(reply.answer);
    }
    if (reply.exchange.group) {
        return fmt::format("chose {}", iana_group_name(*reply.exchange.group));
    }
    return reply.exchange.prime_bits > 0
               ? fmt::format("chose a prime of its own, of {} bits", reply.exchange.prime_bits)
               : fmt::format("{}, and told no group", describe(reply.answer));
}

GroupReport undecided(std::uint16_t group, std::string why) {
    return {group, std::nullopt, std::move(why)};
}

}  // namespace

GroupWord word_of(const GroupReply& reply, std::uint16_t version, std::uint16_t group) {
    if (const auto* hello = std::get_if<ServerHello>(&reply.answer)) {
        if (hello->version != version) {
            return GroupWord::unclear;
        }
        const bool told = reply.exchange.group || reply.exchange.prime_bits > 0;
        return reply.exchange.group == group ? GroupWord::taken
               : told                        ? GroupWord::another
                                             : GroupWord::unclear;
    }
    if (is_alert(reply.answer, alert_code::handshake_failure) ||
        is_alert(reply.answer, insufficient_security_alert)) {
        return GroupWord::refused;
    }
    return std::holds_alternative<Alert>(reply.answer) ? GroupWord::alert
           : ends_without_a_word(reply.answer)         ? GroupWord::wordless
                                                       : GroupWord::unclear;
}

bool needs_another_hello(const GroupAsked& asked, std::uint16_t version) {
    if (version < tls_1_3 || !asked.with_share || asked.without_share) {
        return false;
    }
    const GroupWord first = word_of(*asked.with_share, version, asked.group);
    return first != GroupWord::taken &&
           (first != GroupWord::refused || has_long_share(asked.group));
}

GroupReport judge_group(const GroupAsked& asked, std::uint16_t version,
                        const GroupControls& controls) {
    const std::uint16_t group = asked.group;
    if (!asked.with_share) {
        return undecided(group, "it was not asked for");
    }
    const GroupWord first = word_of(*asked.with_share, version, group);
    const bool alone = !asked.without_share;
    const GroupWord second = alone ? first : word_of(*asked.without_share, version, group);
    if (first == GroupWord::taken || second == GroupWord::taken) {
        return {group, true};
    }
    if (first == GroupWord::another && second == GroupWord::another) {
        // Nothing but this group was offered: the server looks at no offer, or has it not.
        return {group, false, reply_words(*asked.with_share)};
    }
    // Below 1.3 a hello has no share that could be at fault.
    const bool ends =
        alone ? first == GroupWord::refused || (version < tls_1_3 && first == GroupWord::wordless)
              : is_an_end(first) && is_an_end(second);
    if (!ends) {
        return undecided(group, reply_words(alone ? *asked.with_share : *asked.without_share));
    }
    if (alone ? controls.with_share : controls.without_share) {
        return {group, false};
    }
    return undecided(group, fmt::format("{}, and no hello with another group alone fared better",
                                        reply_words(*asked.with_share)));
}

}  // namespace tlsmatrix::scan
