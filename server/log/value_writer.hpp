// Values, as an access line has them or as JSON has them.
//   const ValueWriter value(line, ValueWriter::Form::json);
//   value.text(server_name);  // "localhost", or null
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <tlsmatrix/base/text_buffer.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::server {

// ValueWriter appends to a buffer that outlives it. In a line texts are escaped, and what never
// came to be is `-`; in JSON they are strings, and it is null. Allocates only to grow the buffer.
class ValueWriter {
  public:
    enum class Form { line, json };

    ValueWriter(TextBuffer& out, Form form) : out_(out), json_(form == Form::json) {}

    // text appends one that may be empty, which then is absent; `behind` is put into its quotes.
    void text(std::string_view value, std::string_view behind = {}) const;
    void text(const std::string* value) const {
        text(value != nullptr ? *value : std::string_view());
    }
    void absent(std::string_view in_line = "-") const {
        out_ += json_ ? std::string_view("null") : in_line;
    }
    void number(std::uint64_t value) const { out_.number(value); }
    // seconds have three decimals, cut as nginx cuts them: `0.004`. A time below zero is 0.000.
    void seconds(std::chrono::microseconds value) const;
    // truth is nginx's `r` and `.` in a line; nullptr is absent.
    void truth(const bool* value) const;
    // version is `TLSv1.1` in a line and 1.1 in JSON; a code of another is SSLv3, 0x7f1c in both.
    void version(ProtocolVersion value) const {
        text(json_ ? short_name(value) : wire_name(value));
    }
    void version_code(std::uint16_t code) const;

    // list calls `write` with each element that is to be kept. In a line an empty list is absent.
    template <class Range, class Write, class Keep>
    void list(const Range& range, Write write, Keep keep, char separator = ',') const {
        bool is_first = true;
        for (const auto& each : range) {
            if (!keep(each)) {
                continue;
            }
            if (json_ || !is_first) {
                out_ += is_first ? '[' : separator;
            }
            is_first = false;
            write(each);
        }
        if (json_) {
            out_ += is_first ? "[]" : "]";
        } else if (is_first) {
            absent();
        }
    }
    template <class Range, class Write>
    void list(const Range& range, Write write) const {
        list(range, write, [](const auto&) { return true; });
    }

    [[nodiscard]] TextBuffer& out() const { return out_; }

  private:
    TextBuffer& out_;
    bool json_;
};

}  // namespace tlsmatrix::server
