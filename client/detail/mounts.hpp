// Which policy a URL falls under: the longest mounted prefix wins. Internal.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include <tlsmatrix/client/contexts.hpp>
#include <tlsmatrix/client/url.hpp>

namespace tlsmatrix::client {

// Mounts maps prefixes to policies. A policy that is replaced gets new contexts, so nothing that
// was made under the old one is found again.
class Mounts {
  public:
    explicit Mounts(Policy fallback);

    // mount adds a policy for URLs that start with the prefix, `https://host[:port][/path]`; a path
    // ends at a segment: `/a` covers `/a` and `/a/b`, not `/ab`. Throws SetupError for a prefix
    // that is no such URL or is mounted already.
    void mount(std::string_view prefix, Policy policy);
    // remount replaces the policy of a mounted prefix. Throws SetupError where it is not mounted.
    void remount(std::string_view prefix, Policy policy);
    // replace_fallback replaces the policy of everything that no prefix covers.
    void replace_fallback(Policy policy);

    [[nodiscard]] const std::shared_ptr<PolicyContexts>& find(const Url& url) const;

  private:
    // A prefix as it is compared: host, port, and a path without its last slash.
    struct Prefix {
        std::string host;
        std::uint16_t port = 0;
        std::string path;
        friend auto operator<=>(const Prefix&, const Prefix&) = default;
    };
    [[nodiscard]] static Prefix parse(std::string_view text);
    [[nodiscard]] static bool covers(const Prefix& prefix, const Url& url);

    std::shared_ptr<PolicyContexts> fallback_;
    std::map<Prefix, std::shared_ptr<PolicyContexts>> mounted_;
};

}  // namespace tlsmatrix::client
