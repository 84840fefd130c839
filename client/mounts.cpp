#include <fmt/format.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/client/detail/mounts.hpp>

namespace tlsmatrix::client {

Mounts::Mounts(Policy fallback)
    : fallback_(std::make_shared<PolicyContexts>(std::move(fallback))) {}

Mounts::Prefix Mounts::parse(std::string_view text) {
    const auto url = parse_url(text);
    if (!url) {
        throw SetupError(fmt::format("cannot mount a policy: {}", url.error().message));
    }
    std::string path = url->target;
    while (path.ends_with('/')) {
        path.pop_back();
    }
    return {url->host, url->port, std::move(path)};
}

bool Mounts::covers(const Prefix& prefix, const Url& url) {
    if (prefix.host != url.host || prefix.port != url.port ||
        !url.target.starts_with(prefix.path)) {
        return false;
    }
    const char next =
        url.target.size() == prefix.path.size() ? '/' : url.target[prefix.path.size()];
    return next == '/' || next == '?';
}

void Mounts::mount(std::string_view prefix, Policy policy) {
    Prefix key = parse(prefix);
    if (mounted_.contains(key)) {
        throw SetupError(
            fmt::format("a policy is mounted at '{}' already: use remount to replace it", prefix));
    }
    mounted_.emplace(std::move(key), std::make_shared<PolicyContexts>(std::move(policy)));
}

void Mounts::remount(std::string_view prefix, Policy policy) {
    const auto found = mounted_.find(parse(prefix));
    if (found == mounted_.end()) {
        throw SetupError(fmt::format("no policy is mounted at '{}': use mount to add one", prefix));
    }
    found->second = std::make_shared<PolicyContexts>(std::move(policy));
}

void Mounts::replace_fallback(Policy policy) {
    fallback_ = std::make_shared<PolicyContexts>(std::move(policy));
}

const std::shared_ptr<PolicyContexts>& Mounts::find(const Url& url) const {
    const std::shared_ptr<PolicyContexts>* best = &fallback_;
    std::size_t longest = 0;
    for (const auto& [prefix, contexts] : mounted_) {
        if (prefix.path.size() + 1 > longest && covers(prefix, url)) {
            best = &contexts;
            longest = prefix.path.size() + 1;
        }
    }
    return *best;
}

}  // namespace tlsmatrix::client
