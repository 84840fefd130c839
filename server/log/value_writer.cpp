#include <algorithm>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/server/log/value_writer.hpp>

namespace tlsmatrix::server {

void ValueWriter::text(std::string_view value, std::string_view behind) const {
    if (value.empty()) {
        absent();
    } else if (json_) {
        out_ += '"';
        append_json_escaped(value, out_);
        out_ += behind;
        out_ += '"';
    } else {
        append_escaped(value, out_);
        out_ += behind;
    }
}

void ValueWriter::seconds(std::chrono::microseconds value) const {
    const auto milliseconds = static_cast<std::uint64_t>(std::max(value.count() / 1000, {}));
    out_.number(milliseconds / 1000);
    out_ += '.';
    out_.three_digits(static_cast<unsigned>(milliseconds % 1000));
}

void ValueWriter::truth(const bool* value) const {
    if (value == nullptr) {
        absent();
    } else if (json_) {
        out_ += *value ? "true" : "false";
    } else {
        out_ += *value ? 'r' : '.';
    }
}

void ValueWriter::version_code(std::uint16_t code) const {
    if (const auto known = protocol_version_from_code(code)) {
        version(*known);
    } else {
        text(version_code_name(code));  // short enough never to allocate
    }
}

}  // namespace tlsmatrix::server
