#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/base/split_words.hpp>
#include <tlsmatrix/explain/detail/clause.hpp>
#include <tlsmatrix/explain/detail/openssl_frame.hpp>
#include <tlsmatrix/explain/error_text.hpp>

namespace tlsmatrix::explain {
namespace {

constexpr std::string_view by_number = "alert_by_number";

// number_behind is the number that a text of `alert_by_number` ends with.
std::optional<std::uint8_t> number_behind(std::string_view found) {
    const std::size_t before = found.find_last_not_of("0123456789");
    return parse_number<std::uint8_t>(found.substr(before + 1));
}

// row_of_alert is the row of OpenSSL for an alert that came.
const ErrorText* row_of_alert(std::uint8_t description) {
    constexpr std::uint16_t alerts = 1000;
    const auto rows = openssl_texts();
    const auto found = std::find_if(rows.begin(), rows.end(), [&](const ErrorText& each) {
        return each.number == alerts + description;
    });
    return found == rows.end() ? nullptr : &*found;
}

bool has_meaning(const ErrorReading& reading, std::string_view meaning) {
    return std::any_of(reading.matches.begin(), reading.matches.end(),
                       [&](const ErrorMatch& each) { return each.row->meaning == meaning; });
}

void take(ErrorReading& reading, const ErrorText& row, std::string_view found) {
    const ErrorText* meant = &row;
    if (row.meaning == by_number) {
        const auto number = number_behind(found);
        meant = number ? row_of_alert(*number) : nullptr;
    }
    if (meant != nullptr && !has_meaning(reading, meant->meaning)) {
        reading.matches.push_back({meant, std::string(found)});
    }
}

void take_rows(ErrorReading& reading, std::span<const ErrorText> rows, std::string_view text) {
    for (const ErrorText& row : rows) {
        if (const std::string_view found = find_clause(row.text, text); !found.empty()) {
            take(reading, row, found);
        }
    }
}

void take_frame(ErrorReading& reading, const OpensslFrame& frame) {
    reading.reason = frame.reason;
    for (const ErrorText& row : openssl_texts()) {
        if (row.text != frame.reason) {
            continue;
        }
        if (frame.number && *frame.number != row.number) {
            reading.contradictions.push_back(
                fmt::format("The number of the error, {}, is not that of '{}', which is {}.",
                            *frame.number, row.text, row.number));
            return;
        }
        take(reading, row, frame.reason);
    }
}

// What says more of the same hides what says less.
void drop_what_is_less(ErrorReading& reading) {
    struct Less {
        std::string_view less;
        std::string_view more;
    };
    constexpr std::string_view verify = "certificate_not_accepted";
    constexpr Less pairs[] = {
        {"some_alert", "alert_protocol_version"},
        {verify, "unknown_ca_here"},
        {verify, "self_signed_here"},
        {verify, "certificate_expired_here"},
        {verify, "wrong_name_here"},
    };
    for (const auto& [less, more] : pairs) {
        if (has_meaning(reading, more)) {
            std::erase_if(reading.matches,
                          [&, less = less](const auto& each) { return each.row->meaning == less; });
        }
    }
}

}  // namespace

Result<ErrorReading> read_error(std::string_view text) {
    if (text.size() > max_error_text) {
        return Error{
            fmt::format("the error text is longer than {} KiB: give the lines around the "
                        "error alone",
                        max_error_text >> 10U)};
    }
    if (trimmed(text).empty()) {
        return Error{"the error text is empty: give what the client or the server printed"};
    }
    ErrorReading reading;
    for (const OpensslFrame& frame : openssl_frames(text)) {
        take_frame(reading, frame);
    }
    take_rows(reading, java_texts(), text);
    take_rows(reading, other_texts(), text);
    drop_what_is_less(reading);
    if (!reading.contradictions.empty()) {
        reading.matches.clear();
    }
    return reading;
}

}  // namespace tlsmatrix::explain
