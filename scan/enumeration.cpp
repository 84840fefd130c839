#include <algorithm>

#include <tlsmatrix/scan/enumeration.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::scan {
namespace {

// With a server name of 30 letters and small extensions, such a hello has fewer than 256 bytes.
constexpr std::size_t small_offer = 40;
// After so many small offers that nothing came back for, no more time is spent; at a version that
// nothing was found at, one will do.
constexpr int most_silences = 2;

constexpr std::uint8_t insufficient_security = 71;

// No offer of suites changes an answer about the version, and a server that speaks something else
// altogether does not choke on suites.
bool is_about_the_version(const Answer& answer) {
    return is_alert(answer, alert_code::protocol_version) || chosen_version(answer).has_value() ||
           is_ending(answer, Ending::Kind::not_tls) || is_ending(answer, Ending::Kind::unreachable);
}

bool is_plain_refusal(const Answer& answer) {
    return is_alert(answer, alert_code::handshake_failure) ||
           is_alert(answer, insufficient_security);
}

}  // namespace

Enumeration::Enumeration(std::uint16_t version, std::vector<std::uint16_t> suites, bool small)
    : version_(version), small_(small) {
    if (!suites.empty()) {
        chunks_.push_back(std::move(suites));
    }
}

std::optional<Offer> Enumeration::next() const {
    if (chunks_.empty()) {
        return std::nullopt;
    }
    Offer offer = offer_at(version_, chunks_.front());
    offer.small = small_ || split_;
    return offer;
}

void Enumeration::take(const Answer& answer) {
    const auto* hello = std::get_if<ServerHello>(&answer);
    if (hello != nullptr && hello->version == version_) {
        take_suite(*hello);
        return;
    }
    if (!refusal_) {
        refusal_ = answer;
    }
    if (is_about_the_version(answer)) {
        end();
        return;
    }
    // A first refusal of everything may be for the number of suites; a later one is the end.
    const bool believable = is_plain_refusal(answer) && !found_.empty();
    if (!believable && !split_ && chunks_.front().size() > small_offer) {
        split();
        return;
    }
    if (is_ending(answer, Ending::Kind::timed_out)) {
        in_doubt_ = !found_.empty();
        if (found_.empty() || ++silences_ >= most_silences) {
            end();
            return;
        }
    }
    chunks_.pop_front();
}

void Enumeration::take_suite(const ServerHello& hello) {
    if (found_.empty()) {
        sentinel_ = hello.sentinel;
        needs_small_offers_ = split_;
    }
    order_is_lost_ = order_is_lost_ || split_;
    auto& chunk = chunks_.front();
    const auto chosen = std::find(chunk.begin(), chunk.end(), hello.cipher_suite);
    if (chosen == chunk.end()) {
        not_offered_ = hello.cipher_suite;
        end();
        return;
    }
    found_.push_back(hello.cipher_suite);
    chunk.erase(chosen);
    if (chunk.empty()) {
        chunks_.pop_front();
    }
}

void Enumeration::split() {
    const std::vector<std::uint16_t> all = std::move(chunks_.front());
    chunks_.clear();
    for (std::size_t start = 0; start < all.size(); start += small_offer) {
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(start);
        const auto end =
            all.begin() + static_cast<std::ptrdiff_t>(std::min(start + small_offer, all.size()));
        chunks_.emplace_back(begin, end);
    }
    split_ = true;
}

}  // namespace tlsmatrix::scan
