#include <algorithm>
#include <random>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/live/tokens.hpp>

namespace tlsmatrix::live {
namespace {

constexpr std::string_view below = ".report.localhost";
constexpr std::size_t token_length = 16;
constexpr std::string_view token_letters = "abcdefghijklmnopqrstuvwxyz234567";

bool is_token_text(std::string_view text) {
    return text.size() == token_length &&
           text.find_first_not_of(token_letters) == std::string_view::npos;
}

}  // namespace

std::string report_host(std::string_view token) {
    return std::string(token) + std::string(below);
}

std::string token_of(std::string_view host) {
    if (host.size() != token_length + below.size()) {
        return {};
    }
    const std::string lower = ascii_lower(host);
    const std::string token = lower.substr(0, token_length);
    return lower.ends_with(below) && is_token_text(token) ? token : std::string();
}

// std::random_device is the system's own source here: getentropy or an instruction of the
// processor, and no generator that could be guessed from what it gave before.
std::string Tokens::make() {
    std::random_device chance;
    std::string token;
    for (std::size_t i = 0; i < token_length; ++i) {
        token += token_letters[chance() % token_letters.size()];
    }
    const std::lock_guard lock(mutex_);
    make_room();
    const Clock::time_point now = now_();
    kept_.insert_or_assign(token, Kept{now, now});
    return token;
}

void Tokens::make_room() {
    const Clock::time_point now = now_();
    std::erase_if(kept_,
                  [&](const auto& each) { return now - each.second.made >= limits_.max_life; });
    if (kept_.size() >= limits_.max_tokens) {
        kept_.erase(
            std::min_element(kept_.begin(), kept_.end(), [](const auto& left, const auto& right) {
                return left.second.used < right.second.used;
            }));
    }
}

Tokens::Map::iterator Tokens::find(std::string_view token) {
    const auto found = kept_.find(std::string(token));
    if (found == kept_.end() || now_() - found->second.made >= limits_.max_life) {
        return kept_.end();
    }
    found->second.used = now_();
    return found;
}

bool Tokens::add(const server::AccessEntry& entry) {
    const auto& hello = entry.connection->observation.client_hello;
    const std::string token = hello ? token_of(hello->server_name.value_or("")) : std::string();
    if (token.empty()) {
        return false;
    }
    const std::lock_guard lock(mutex_);
    const auto found = find(token);
    if (found != kept_.end()) {
        Kept& kept = found->second;
        kept.seen.push_back({++kept.last, {}, told_of(entry)});
        if (kept.seen.size() > limits_.max_seen) {
            kept.seen.pop_front();
        }
    }
    return true;
}

std::optional<std::vector<Sighting>> Tokens::seen_by(std::string_view token, std::uint64_t id) {
    const std::lock_guard lock(mutex_);
    const auto found = find(token);
    if (found == kept_.end()) {
        return std::nullopt;
    }
    std::vector<Sighting> seen;
    for (const Sighting& each : found->second.seen) {
        if (each.id > id) {
            seen.push_back(each);
        }
    }
    return seen;
}

std::size_t Tokens::size() const {
    const std::lock_guard lock(mutex_);
    return kept_.size();
}

}  // namespace tlsmatrix::live
