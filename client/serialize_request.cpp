#include <algorithm>

#include <boost/algorithm/string/predicate.hpp>
#include <fmt/format.h>

#include <tlsmatrix/client/detail/exchange.hpp>

namespace tlsmatrix::client {
namespace {

bool is_token_byte(char byte) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";  // RFC 9110 section 5.6.2
    const bool letter_or_digit = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
                                 (byte >= 'a' && byte <= 'z');
    return letter_or_digit || marks.find(byte) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_byte);
}

bool is_field_value(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char byte) {
        const auto value = static_cast<unsigned char>(byte);
        return (value < 0x20 && value != '\t') || value == 0x7f;
    });
}

bool has(const Request& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(), [&](const Header& header) {
        return boost::algorithm::iequals(header.name, name);
    });
}

void add(std::string& out, std::string_view name, std::string_view value) {
    fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
}

bool sends_body(const Request& request) {
    return !request.body.empty() || request.method == "POST" || request.method == "PUT";
}

}  // namespace

Result<std::string> serialize_request(const Request& request, const Url& url) {
    if (!is_token(request.method)) {
        return Error{
            fmt::format("'{}' is not an HTTP method: use GET, POST or another word of letters",
                        request.method)};
    }
    std::string out = fmt::format("{} {} HTTP/1.1\r\n", request.method, url.target);
    if (!has(request, "Host")) {
        add(out, "Host", url.authority());
    }
    for (const Header& header : request.headers) {
        if (!is_token(header.name) || !is_field_value(header.value)) {
            return Error{
                fmt::format("the header '{}' has a name or a value that cannot be sent: write "
                            "'Name: value' without line ends",
                            header.name)};
        }
        add(out, header.name, header.value);
    }
    if (!has(request, "User-Agent")) {
        add(out, "User-Agent", "tlsmatrix");
    }
    if (!has(request, "Accept")) {
        add(out, "Accept", "*/*");
    }
    if (sends_body(request) && !has(request, "Content-Length")) {
        add(out, "Content-Length", std::to_string(request.body.size()));
    }
    out += "\r\n";
    out += request.body;
    return Result<std::string>(boost::system::in_place_value, std::move(out));
}

}  // namespace tlsmatrix::client
