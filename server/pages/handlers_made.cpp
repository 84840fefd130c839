#include <array>

#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/server/pages/detail/handlers.hpp>
#include <tlsmatrix/server/pages/detail/handlers_text.hpp>

namespace tlsmatrix::server::handlers {
namespace {

// Companion is a field that a status makes no sense without.
struct Companion {
    int status;
    std::string_view name;
    std::string_view value;
};

constexpr std::array companions = {
    Companion{301, "Location", "/get"},
    Companion{302, "Location", "/get"},
    Companion{303, "Location", "/get"},
    Companion{307, "Location", "/get"},
    Companion{308, "Location", "/get"},
    Companion{401, "WWW-Authenticate", "Basic realm=\"tlsmatrix\""},
    Companion{405, "Allow", "GET, HEAD"},
    Companion{407, "Proxy-Authenticate", "Basic realm=\"tlsmatrix\""},
    Companion{426, "Upgrade", "HTTP/2.0"},
};

// 205 forbids content as 204 and 304 do, but has a length of 0 (RFC 9110 section 15.3.6).
std::string content_of(int status) {
    const bool silent = status == 204 || status == 205 || status == 304;
    return silent ? "" : fmt::format("{} {}\n", status, reason_phrase(status));
}

// Splitmix is Steele, Lea and Flood's generator: few lines in any language, and the same
// everywhere, so that a test can tell what to expect.
class Splitmix {
  public:
    explicit Splitmix(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        return mixed ^ mixed >> 31;
    }

  private:
    std::uint64_t state_;
};

std::string octets(std::size_t count, std::uint64_t seed) {
    Splitmix numbers(seed);
    std::string made;
    made.reserve(count + 8);
    while (made.size() < count) {
        const std::uint64_t number = numbers.next();
        for (unsigned shift = 0; shift < 64; shift += 8) {
            made += static_cast<char>(number >> shift & 0xFF);
        }
    }
    made.resize(count);
    return made;
}

// Nullopt where the query has a seed that is no number.
std::optional<std::uint64_t> seed_of(const Request& request) {
    for (const Parameter& parameter : parse_query(request.query())) {
        if (parameter.name == "seed") {
            return parse_number<std::uint64_t>(parameter.value);
        }
    }
    return 0;
}

}  // namespace

Response status(const Call& call) {
    const auto code = parse_number<std::uint64_t>(call.parameter);
    if (!code || *code < 200 || *code > 599) {
        const bool interim = code && *code >= 100 && *code < 200;
        return {.status = 400,
                .body = interim ? "A 1xx response is no final one: /status/N takes 200 to 599.\n"
                                : "/status/N takes one status code, 200 to 599.\n"};
    }
    const int wanted = static_cast<int>(*code);
    Response response{.status = wanted, .body = content_of(wanted)};
    for (const Companion& companion : companions) {
        if (companion.status == wanted) {
            response.headers.push_back({std::string(companion.name), std::string(companion.value)});
        }
    }
    return response;
}

Response bytes(const Call& call) {
    const auto count = parse_number<std::uint64_t>(call.parameter);
    const auto seed = seed_of(call.request);
    if (!count || *count > most_bytes || !seed) {
        return {.status = 400,
                .body = fmt::format("/bytes/N takes 0 to {} bytes, and a seed in decimal digits: "
                                    "/bytes/1024?seed=7.\n",
                                    most_bytes)};
    }
    return {.content_type = "application/octet-stream",
            .body = octets(static_cast<std::size_t>(*count), *seed)};
}

}  // namespace tlsmatrix::server::handlers
