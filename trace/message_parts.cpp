#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <tlsmatrix/trace/detail/field_reader.hpp>
#include <tlsmatrix/trace/detail/message_parts.hpp>
#include <tlsmatrix/trace/detail/names.hpp>

namespace tlsmatrix::trace {

std::string hex(std::span<const std::uint8_t> bytes, std::size_t most) {
    const auto shown = bytes.first(std::min(bytes.size(), most));
    return fmt::format(
        "{:02x}{}", fmt::join(shown, ""),
        shown.size() == bytes.size() ? "" : fmt::format("... ({} bytes)", bytes.size()));
}

// As RFC 5246 has it, and RFC 8446 section 4.4.2 with a context and extensions.
std::vector<Field> certificate_fields(const Message& message) {
    FieldReader reader(message.bytes.subspan(header_size), header_size);
    ByteReader& bytes = reader.bytes();
    if (message.at_tls_1_3) {
        const std::size_t begin = reader.offset();
        const auto context = bytes.vector8();
        reader.add("certificate_request_context", begin, context.empty() ? "empty" : hex(context));
    }
    bytes.u24();
    if (reader.empty()) {
        reader.add("certificate_list", reader.offset() - 3, "empty",
                   "The end has no certificate to show.");
    }
    for (std::size_t number = 1; reader.ok() && !reader.empty(); ++number) {
        const std::size_t begin = reader.offset();
        const auto certificate = bytes.bytes(bytes.u24());
        if (message.at_tls_1_3) {
            bytes.vector16();
        }
        reader.add(fmt::format("certificate {}", number), begin,
                   fmt::format("X.509, {} bytes", certificate.size()));
    }
    return reader.take();
}

// RFC 8422 section 5.4; from TLS 1.2 on the algorithm stands in front of the signature. DHE has no
// name of a group, and is one field.
std::vector<Field> server_key_exchange_fields(const Message& message) {
    constexpr std::uint8_t named_curve = 3;
    FieldReader reader(message.bytes.subspan(header_size), header_size);
    ByteReader& bytes = reader.bytes();
    std::size_t begin = reader.offset();
    if (bytes.u8() != named_curve) {
        return {{"parameters", header_size, message.bytes.size() - header_size,
                 "DHE, of finite fields"}};
    }
    reader.add("named_curve", begin, group_name(bytes.u16()));
    begin = reader.offset();
    reader.add("public", begin, fmt::format("{} bytes", bytes.vector8().size()));
    begin = reader.offset();
    reader.add("signature", begin, fmt::format("{} bytes", bytes.bytes(bytes.remaining()).size()),
               "By the certificate's key, over both randoms and these parameters: whoever changes "
               "a random on the way, with a sentinel in it, is found out here. Over versions and "
               "suites it is not.");
    return reader.take();
}

// RFC 8446 and RFC 5246, before which no algorithm stands in front of the signature.
std::vector<Field> certificate_verify_fields(const Message& message) {
    FieldReader reader(message.bytes.subspan(header_size), header_size);
    ByteReader& bytes = reader.bytes();
    if (message.at_tls_1_3) {
        const std::size_t begin = reader.offset();
        reader.add("algorithm", begin, signature_scheme_name(bytes.u16()));
    }
    const std::size_t begin = reader.offset();
    reader.add("signature", begin, fmt::format("{} bytes", bytes.bytes(bytes.remaining()).size()),
               "Over all messages before it, hellos included: who changes one on the way is found "
               "out here.");
    return reader.take();
}

}  // namespace tlsmatrix::trace
