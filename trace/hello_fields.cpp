#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/tls/cipher_suite.hpp>
#include <tlsmatrix/tls/client_hello.hpp>
#include <tlsmatrix/tls/server_hello.hpp>
#include <tlsmatrix/trace/detail/field_reader.hpp>
#include <tlsmatrix/trace/detail/message_parts.hpp>

namespace tlsmatrix::trace {
namespace {

constexpr std::size_t random_size = 32;

std::string suites(std::span<const std::uint8_t> list) {
    std::vector<std::string> names;
    for (ByteReader reader(list); !reader.empty() && reader.ok();) {
        const std::uint16_t code = reader.u16();
        names.push_back(code == fallback_scsv_code                   ? "TLS_FALLBACK_SCSV"
                        : code == empty_renegotiation_info_scsv_code ? "TLS_EMPTY_RENEGOTIATION_"
                                                                       "INFO_SCSV"
                        : is_grease(code)                            ? "GREASE"
                                                                     : suite_name(code));
    }
    return fmt::format("{}: {}", names.size(), fmt::join(names, ", "));
}

std::string suites_meaning(const ClientHello& hello) {
    std::string meaning;
    if (const VersionSet lacking = VersionSet::all() - suited_versions(hello.cipher_suites);
        !lacking.empty()) {
        meaning = fmt::format("None of them is for {}, which cannot be negotiated.",
                              lacking.wire_names());
    }
    if (hello.has_fallback_scsv()) {
        meaning += meaning.empty() ? "" : " ";
        meaning +=
            "TLS_FALLBACK_SCSV says that the client has more than it offers: a server that "
            "supports more refuses.";
    }
    return meaning;
}

// Its last 8 bytes are where a sentinel stands.
std::string random_value(std::span<const std::uint8_t> random) {
    constexpr std::size_t sentinel = 8;
    return random.size() < random_size
               ? hex(random)
               : fmt::format("{}...{}", hex(random.first(sentinel)), hex(random.last(sentinel)));
}

std::string random_meaning(const ServerHello& hello) {
    if (hello.hello_retry_request) {
        return "This value makes it a HelloRetryRequest: it asks for another hello.";
    }
    switch (hello.sentinel) {
        case DowngradeSentinel::tls_1_2:
            return "It ends with DOWNGRD 01, the downgrade sentinel: the server supports TLSv1.3 "
                   "and chose less. A client that offered TLSv1.3 must refuse.";
        case DowngradeSentinel::tls_1_1_or_below:
            return "It ends with DOWNGRD 00, the downgrade sentinel: the server supports TLSv1.2 "
                   "or more and chose less. A client that offered TLSv1.3 must refuse, one of "
                   "TLSv1.2 should.";
        case DowngradeSentinel::none:
            break;
    }
    return "It ends without a downgrade sentinel: nothing says that the server supports more.";
}

}  // namespace

std::vector<Field> client_hello_fields(const Message& message) {
    const auto hello = parse_client_hello(message.bytes).value_or(ClientHello{});
    FieldReader reader(message.bytes.subspan(header_size), header_size);
    ByteReader& bytes = reader.bytes();
    std::size_t begin = reader.offset();
    reader.add("legacy_version", begin, version_code_name(bytes.u16()),
               hello.supported_versions
                   ? "Nobody looks at it: there is supported_versions."
                   : "The offer: a server may choose this, or anything below.");
    begin = reader.offset();
    reader.add("random", begin, hex(bytes.bytes(random_size)));
    begin = reader.offset();
    const auto session = bytes.vector8();
    reader.add("legacy_session_id", begin, session.empty() ? "empty" : hex(session));
    begin = reader.offset();
    reader.add("cipher_suites", begin, suites(bytes.vector16()), suites_meaning(hello));
    begin = reader.offset();
    reader.add("legacy_compression_methods", begin, hex(bytes.vector8()));
    reader.add_all(
        extension_fields(message.bytes.subspan(reader.offset()), reader.offset(), message));
    return reader.take();
}

std::vector<Field> server_hello_fields(const Message& message) {
    const auto hello = parse_server_hello(message.bytes).value_or(ServerHello{});
    FieldReader reader(message.bytes.subspan(header_size), header_size);
    ByteReader& bytes = reader.bytes();
    std::size_t begin = reader.offset();
    const std::uint16_t legacy = bytes.u16();
    reader.add(
        "legacy_version", begin, version_code_name(legacy),
        legacy == hello.version ? "The choice." : "Not the choice: that is in supported_versions.");
    begin = reader.offset();
    reader.add("random", begin, random_value(bytes.bytes(random_size)), random_meaning(hello));
    begin = reader.offset();
    const auto session = bytes.vector8();
    reader.add("legacy_session_id_echo", begin, session.empty() ? "empty" : hex(session));
    begin = reader.offset();
    reader.add("cipher_suite", begin, suite_name(bytes.u16()));
    begin = reader.offset();
    reader.add("legacy_compression_method", begin, fmt::format("{}", bytes.u8()));
    reader.add_all(
        extension_fields(message.bytes.subspan(reader.offset()), reader.offset(), message));
    return reader.take();
}

}  // namespace tlsmatrix::trace
