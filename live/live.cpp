#include <mutex>

#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/live/accept.hpp>
#include <tlsmatrix/live/detail/assets.hpp>
#include <tlsmatrix/live/detail/event_stream.hpp>
#include <tlsmatrix/live/detail/live_page.hpp>
#include <tlsmatrix/live/detail/token_pages.hpp>
#include <tlsmatrix/live/live.hpp>

namespace tlsmatrix::live {

using server::Call;
using server::Response;

struct Live::State {
    std::shared_ptr<Sightings> sightings = std::make_shared<Sightings>();
    std::shared_ptr<Tokens> tokens = std::make_shared<Tokens>();
    std::shared_ptr<Watchers> watchers = std::make_shared<Watchers>(max_watchers);

    [[nodiscard]] LivePage page(const Call& call) {
        const std::lock_guard lock(mutex);
        return {call.facts, targets, sightings->after(0, call.facts.peer.host), facts.ca_file};
    }

    [[nodiscard]] std::vector<Target> all_targets() {
        const std::lock_guard lock(mutex);
        return targets;
    }

    std::mutex mutex;  // of what follows
    std::vector<Target> targets = {};
    LiveFacts facts = {};
};

namespace {

using StatePointer = std::shared_ptr<Live::State>;

// Whoever asks for neither HTML nor JSON has the page of texts, as before there was another.
Response front(Live::State& state, const Call& call,
               const std::function<Response(const Call&)>& text) {
    const Wanted form = wanted(call.request);
    if (form != Wanted::html && form != Wanted::json) {
        Response response = text(call);
        response.headers.push_back({"Vary", "Accept"});
        return response;
    }
    const LivePage page = state.page(call);
    Response response{.headers = {{"Vary", "Accept"}, {"Cache-Control", "no-store"}}};
    if (form == Wanted::json) {
        response.content_type = "application/json";
        response.body = boost::json::serialize(live_json(page)) + "\n";
        return response;
    }
    response.content_type = "text/html; charset=utf-8";
    response.headers.push_back({"Content-Security-Policy", page_policy(page.targets)});
    response.headers.push_back({"Referrer-Policy", "no-referrer"});
    response.body = live_html(page);
    return response;
}

Response events(const Live::State& state, const Call& call) {
    return event_stream(
        call.request,
        [sightings = state.sightings, peer = call.facts.peer.host](std::uint64_t id) {
            return std::optional(sightings->after(id, peer));
        },
        state.watchers, state.sightings->last());
}

Response asset(std::string_view type, std::string_view text) {
    return {.content_type = std::string(type),
            .headers = {{"Cache-Control", "no-cache"}},
            .body = std::string(text)};
}

std::vector<server::Route> routes(const StatePointer& state) {
    std::vector<server::Route> all = server::default_routes();
    for (server::Route& each : all) {
        if (each.path == "/") {
            each.handler = [state, text = each.handler](const Call& call) {
                return front(*state, call, text);
            };
        }
    }
    for (server::Route& each :
         token_routes({state->tokens, state->watchers, [state] { return state->all_targets(); }})) {
        all.push_back(std::move(each));
    }
    all.push_back({"GET", "/report.js", [](const Call&) {
                       return asset("text/javascript; charset=utf-8", report_script);
                   }});
    all.push_back({"GET", "/events", [state](const Call& call) { return events(*state, call); }});
    all.push_back({"GET", "/live.js", [](const Call&) {
                       return asset("text/javascript; charset=utf-8", live_script);
                   }});
    all.push_back({"GET", "/live.css",
                   [](const Call&) { return asset("text/css; charset=utf-8", live_style); }});
    return all;
}

}  // namespace

Live::Live() : state_(std::make_shared<State>()) {}

server::Handler Live::handler() const {
    return server::route(routes(state_));
}

server::Watcher Live::watcher() const {
    return [state = state_](const server::AccessEntry& entry) {
        if (!state->tokens->add(entry)) {
            state->sightings->add(entry);
        }
    };
}

void Live::show(const std::vector<server::ListenerInfo>& listeners, const LiveFacts& facts) const {
    const std::lock_guard lock(state_->mutex);
    state_->targets = targets_of(listeners);
    state_->facts = facts;
}

}  // namespace tlsmatrix::live
