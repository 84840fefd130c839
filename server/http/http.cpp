#include <algorithm>
#include <array>

#include <tlsmatrix/base/ascii.hpp>
#include <tlsmatrix/server/http/http.hpp>

namespace tlsmatrix::server {
namespace {

struct Phrase {
    int status;
    std::string_view text;
};

// phrases is IANA's registry of HTTP status codes, sorted by code.
constexpr std::array phrases = {
    Phrase{100, "Continue"},
    Phrase{101, "Switching Protocols"},
    Phrase{102, "Processing"},
    Phrase{103, "Early Hints"},
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{202, "Accepted"},
    Phrase{203, "Non-Authoritative Information"},
    Phrase{204, "No Content"},
    Phrase{205, "Reset Content"},
    Phrase{206, "Partial Content"},
    Phrase{207, "Multi-Status"},
    Phrase{208, "Already Reported"},
    Phrase{226, "IM Used"},
    Phrase{300, "Multiple Choices"},
    Phrase{301, "Moved Permanently"},
    Phrase{302, "Found"},
    Phrase{303, "See Other"},
    Phrase{304, "Not Modified"},
    Phrase{305, "Use Proxy"},
    Phrase{307, "Temporary Redirect"},
    Phrase{308, "Permanent Redirect"},
    Phrase{400, "Bad Request"},
    Phrase{401, "Unauthorized"},
    Phrase{402, "Payment Required"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{406, "Not Acceptable"},
    Phrase{407, "Proxy Authentication Required"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{410, "Gone"},
    Phrase{411, "Length Required"},
    Phrase{412, "Precondition Failed"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{416, "Range Not Satisfiable"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{422, "Unprocessable Content"},
    Phrase{423, "Locked"},
    Phrase{424, "Failed Dependency"},
    Phrase{425, "Too Early"},
    Phrase{426, "Upgrade Required"},
    Phrase{428, "Precondition Required"},
    Phrase{429, "Too Many Requests"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{451, "Unavailable For Legal Reasons"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{502, "Bad Gateway"},
    Phrase{503, "Service Unavailable"},
    Phrase{504, "Gateway Timeout"},
    Phrase{505, "HTTP Version Not Supported"},
    Phrase{506, "Variant Also Negotiates"},
    Phrase{507, "Insufficient Storage"},
    Phrase{508, "Loop Detected"},
    Phrase{511, "Network Authentication Required"},
};

constexpr bool earlier(const Phrase& left, const Phrase& right) {
    return left.status < right.status;
}
static_assert(std::is_sorted(phrases.begin(), phrases.end(), earlier));

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// ByteSet tells for every byte whether it is in the set.
using ByteSet = std::array<bool, 256>;

// alphanumeric_and is the set of ASCII's letters and digits, and of some more.
constexpr ByteSet alphanumeric_and(std::string_view more) {
    ByteSet set{};
    for (const char c : more) {
        set[static_cast<unsigned char>(c)] = true;
    }
    for (std::size_t c = 0; c < 128; ++c) {
        const char letter = ascii_lower(static_cast<char>(c));
        set[c] = set[c] || (letter >= 'a' && letter <= 'z') || is_digit(letter);
    }
    return set;
}

constexpr ByteSet token_bytes = alphanumeric_and("!#$%&'*+-.^_`|~");
constexpr ByteSet host_bytes = alphanumeric_and("-._~%!$&'()*+,;=");  // RFC 3986's reg-name
constexpr ByteSet literal_bytes = alphanumeric_and("-._~:");          // between [ and ]

bool consists_of(std::string_view text, const ByteSet& set) {
    return std::all_of(text.begin(), text.end(),
                       [&set](char c) { return set[static_cast<unsigned char>(c)]; });
}

bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

}  // namespace

const std::string* Request::header(std::string_view name) const {
    const auto found = std::find_if(headers.begin(), headers.end(), [name](const Header& header) {
        return same_word(header.name, name);
    });
    return found == headers.end() ? nullptr : &found->value;
}

TargetParts split_target(std::string_view target) {
    target = target.substr(0, target.find('#'));
    const auto mark = std::min(target.find('?'), target.size());
    TargetParts parts{target.substr(0, mark), target.substr(std::min(mark + 1, target.size()))};
    const auto scheme = parts.path.find("://");
    if (!parts.path.starts_with('/') && scheme != std::string_view::npos) {
        const auto slash = parts.path.find('/', scheme + 3);
        parts.path = slash == std::string_view::npos ? "/" : parts.path.substr(slash);
    }
    return parts;
}

std::string_view reason_phrase(int status) {
    const auto found =
        std::lower_bound(phrases.begin(), phrases.end(), Phrase{status, {}}, earlier);
    return found != phrases.end() && found->status == status ? found->text : "Unknown";
}

bool same_word(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(),
                      [](char a, char b) { return ascii_lower(a) == ascii_lower(b); });
}

bool is_token(std::string_view text) {
    return !text.empty() && consists_of(text, token_bytes);
}

bool is_host(std::string_view text) {
    const bool literal = text.starts_with('[');
    const auto end = literal ? text.find(']') : std::min(text.find(':'), text.size());
    if (end == std::string_view::npos) {
        return false;
    }
    const std::string_view host = literal ? text.substr(1, end - 1) : text.substr(0, end);
    const std::string_view port = text.substr(literal ? end + 1 : end);
    return consists_of(host, literal ? literal_bytes : host_bytes) && !(literal && host.empty()) &&
           (port.empty() || port.front() == ':') &&
           std::all_of(port.begin() + (port.empty() ? 0 : 1), port.end(), is_digit);
}

RequestLine split_request_line(std::string_view line) {
    const auto first = line.find(' ');
    if (first == std::string_view::npos) {
        return {line, {}, {}};
    }
    const auto last = line.rfind(' ');
    const auto end = last == first ? line.size() : last;
    return {line.substr(0, first), line.substr(first + 1, end - first - 1),
            line.substr(std::min(end + 1, line.size()))};
}

bool is_protocol(std::string_view text) {
    return text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' &&
           is_digit(text[7]);
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_blank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

}  // namespace tlsmatrix::server
