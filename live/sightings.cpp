#include <algorithm>
#include <array>
#include <utility>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/live/sightings.hpp>
#include <tlsmatrix/server/log/log_facts.hpp>
#include <tlsmatrix/tls/account/account.hpp>

namespace tlsmatrix::live {
namespace {

namespace json = boost::json;

// The texts that a client chooses are cut so that all of them together fit; a list is cut too.
void shorten(json::value& value, std::size_t max_text) {
    if (auto* text = value.if_string(); text != nullptr && text->size() > max_text) {
        std::string_view rest(*text);
        std::string kept;
        while (!rest.empty() && kept.size() < max_text) {
            const std::size_t bytes = std::max<std::size_t>(decode_utf8(rest).bytes, 1);
            kept += rest.substr(0, bytes);
            rest.remove_prefix(bytes);
        }
        kept += "...";
        text->assign(json::string_view(kept));
    } else if (auto* list = value.if_array(); list != nullptr && list->size() > 8) {
        list->resize(8);
    } else if (auto* object = value.if_object()) {
        for (auto& member : *object) {
            shorten(member.value(), max_text);
        }
    }
}

std::string shortened(std::string_view told) {
    json::value value = json::parse(told);
    std::string text;
    for (const std::size_t max_text : std::array<std::size_t, 3>{300, 100, 24}) {
        shorten(value, max_text);
        text = json::serialize(value);
        if (text.size() <= max_sighting) {
            break;
        }
    }
    return text;
}

std::string result_of(const server::ConnectionFacts& facts) {
    if (const auto* negotiated = std::get_if<Negotiated>(&facts.outcome)) {
        const std::string words =
            fmt::format("{} with {}", wire_name(negotiated->version), negotiated->cipher);
        return facts.cause.empty() ? words : words + ", and no request";
    }
    if (const auto* refused = std::get_if<Refused>(&facts.outcome)) {
        return fmt::format("refused by the {}: {}", sender_name(refused->alert.sender),
                           alert_name(refused->alert.description));
    }
    return std::string(outcome_name(facts.outcome));
}

std::string why_of(const server::ConnectionFacts& facts) {
    const auto* negotiated = std::get_if<Negotiated>(&facts.outcome);
    const auto& hello = facts.observation.client_hello;
    return !facts.cause.empty() || negotiated == nullptr || !hello
               ? facts.cause
               : account::why_not_higher(*hello, facts.pinned, negotiated->version);
}

// A browser that looks localhost up reaches one listener by 127.0.0.1 and another one by ::1.
std::string_view who(std::string_view address) {
    return address.starts_with("127.") || address == "::1" ? "loopback" : address;
}

bool tells_something_new(const server::AccessEntry& entry) {
    return entry.requests <= 1 ||
           (entry.request != nullptr && entry.request->query().starts_with("row="));
}

}  // namespace

std::string told_of(const server::AccessEntry& entry) {
    const server::ConnectionFacts& facts = *entry.connection;
    TextBuffer text(max_sighting);
    const server::ValueWriter value(text, server::ValueWriter::Form::json);
    text += '{';
    server::append_members(entry,
                           {"time", "listener", "pinned", "outcome", "version", "cipher", "group",
                            "resumed", "offered", "server_name", "refused_by", "alert", "cause",
                            "advice", "target", "user_agent"},
                           text);
    text += ",\"port\":";
    value.number(facts.local.port);
    text += ",\"result\":";
    value.text(result_of(facts));
    text += ",\"why\":";
    value.text(why_of(facts));
    text += '}';
    return text.view().size() <= max_sighting ? std::string(text.view()) : shortened(text.view());
}

void Sightings::add(const server::AccessEntry& entry) {
    if (!tells_something_new(entry)) {
        return;
    }
    std::string told = told_of(entry);
    const std::lock_guard lock(mutex_);
    kept_.push_back({++last_, std::string(who(entry.connection->peer.host)), std::move(told)});
    if (kept_.size() > max_kept_) {
        kept_.pop_front();
    }
}

std::vector<Sighting> Sightings::after(std::uint64_t id, const std::string& peer) const {
    std::vector<Sighting> found;
    // Those who watch ask ten times a second, and mostly nothing came.
    const std::lock_guard lock(mutex_);
    for (auto each = kept_.rbegin(); each != kept_.rend() && each->id > id; ++each) {
        if (each->peer == who(peer)) {
            found.push_back(*each);
        }
    }
    std::reverse(found.begin(), found.end());
    return found;
}

std::uint64_t Sightings::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

}  // namespace tlsmatrix::live
