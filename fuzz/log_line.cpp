// Access lines: whatever the template and whatever the client sent, one record is one line.
#include <boost/json/parse.hpp>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/base/utf8.hpp>
#include <tlsmatrix/server/log/log_format.hpp>

#include "fuzz/demand.hpp"

namespace tlsmatrix::fuzz {
namespace {

using namespace server;

// Entry is what an access entry points to, out of the fuzzer's bytes.
struct Entry {
    explicit Entry(Input& input) : kind(input.byte()) {
        ClientHello hello;
        hello.supported_versions = {0x0304, static_cast<std::uint16_t>(input.byte() << 8 | kind)};
        hello.server_name = input.piece();
        hello.alpn = {input.piece(), input.piece()};
        facts.observation.client_hello = hello;
        facts.observation.stray = input.piece();
        facts.listener = input.piece();
        facts.alpn = input.piece();
        facts.cause = input.piece();
        facts.peer = {"127.0.0.1", 4711};
        facts.pinned = VersionSet::from_bits(kind);
        if ((kind & 16) != 0) {
            facts.outcome = Negotiated{ProtocolVersion::tls_1_2, input.piece(), "x25519", false};
        } else if ((kind & 32) != 0) {
            facts.outcome = Refused{{input.byte(), AlertLevel::fatal, Sender::client}};
        } else {
            facts.outcome = Aborted{input.piece()};
        }
        request.line = input.piece();
        request.method = input.piece();
        request.target = input.piece();
        for (const char* name : {"User-Agent", "Referer", "Authorization", "X-Any", "Cookie"}) {
            request.headers.push_back({name, input.piece()});
        }
        request.body = input.rest_text();
    }

    [[nodiscard]] AccessEntry entry() const {
        AccessEntry made;
        made.connection = &facts;
        made.request = (kind & 64) != 0 ? &request : nullptr;
        made.response = (kind & 128) != 0 ? &response : nullptr;
        made.requests = 1;
        return made;
    }

    std::uint8_t kind;
    ConnectionFacts facts;
    Request request;
    Response response;
};

bool is_text(std::string_view line) {
    return std::all_of(line.begin(), line.end(), [](char byte) {
        return static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7F;
    });
}

std::string one_line(const LogFormat& format, const AccessEntry& entry) {
    std::string line;
    format.append(entry, line);
    demand(line.ends_with('\n'), "a line has an end");
    line.pop_back();
    demand(line.find('\n') == std::string::npos, "one record is one line");
    return line;
}

void check_named(const AccessEntry& entry) {
    static const LogFormat named[] = {LogFormat::parse("report").value(),
                                      LogFormat::parse("combined").value()};
    static const LogFormat json = LogFormat::parse("json").value();
    for (const LogFormat& format : named) {
        demand(is_printable(one_line(format, entry)), "a line of text is printable ASCII");
    }
    const std::string line = one_line(json, entry);
    demand(is_text(line), "a line of JSON has no control byte");
    for (const std::string_view separator : {"\xE2\x80\xA8", "\xE2\x80\xA9"}) {
        demand(line.find(separator) == std::string::npos, "nor a line separator of Unicode");
    }
    boost::json::error_code error;
    (void)boost::json::parse(line, error);
    demand(!error, "a line of JSON is JSON");
}

void check_escaping(std::string_view value) {
    TextBuffer text(1);
    append_escaped(value, text);
    const std::string_view escaped = text.view();
    demand(is_printable(escaped), "what is escaped can be printed");
    demand(escaped.find('"') == std::string_view::npos, "no value ends its quotes");
    demand(unescape(escaped) == value, "escaping can be undone");
    demand(tlsmatrix::escaped(value) == escaped, "there is one escaping");
    demand(is_printable(tlsmatrix::escaped(value, '\'')), "what is escaped can be printed");
    const std::string told = as_utf8(value);
    demand(as_utf8(told) == told && utf8_or_latin1(told) == told, "what is UTF-8 stays");
    const std::string shown = printable(value);
    demand(as_utf8(shown) == shown && printable(shown) == shown, "what is printable stays");
    (void)unescape(value);
}

}  // namespace
}  // namespace tlsmatrix::fuzz

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix::fuzz;
    Input input(data, size);
    const std::string source = input.piece();
    const Entry entry(input);
    check_named(entry.entry());
    check_escaping(input.rest_text());
    if (const auto format = LogFormat::parse(source)) {
        const std::string line = one_line(*format, entry.entry());
        // The template is its owner's, tabs and UTF-8 included; all else is escaped, save in JSON.
        if (is_printable(source) && source != "json") {
            demand(is_printable(line), "values are printable in any template");
        }
    } else {
        demand(!format.error().message.empty(), "what is wrong with a template is said");
    }
    return 0;
}
