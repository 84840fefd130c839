#include <algorithm>
#include <array>
#include <cstddef>

#include <tlsmatrix/base/dates.hpp>

namespace tlsmatrix {
namespace {

constexpr std::string_view month_names = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view day_names = "SunMonTueWedThuFriSat";

// Civil is a second of UTC in the parts that people read. The years that system_clock can tell,
// 1677 to 2262, all have four digits.
struct Civil {
    unsigned year, month, day, weekday, hour, minute, second;
};

Civil civil(std::chrono::sys_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(time - day);
    return {static_cast<unsigned>(static_cast<int>(date.year())),
            static_cast<unsigned>(date.month()),
            static_cast<unsigned>(date.day()),
            std::chrono::weekday(day).c_encoding(),
            static_cast<unsigned>(clock.hours().count()),
            static_cast<unsigned>(clock.minutes().count()),
            static_cast<unsigned>(clock.seconds().count())};
}

void put_digits(char* at, unsigned value) {
    at[0] = static_cast<char>('0' + value / 10 % 10);
    at[1] = static_cast<char>('0' + value % 10);
}

void put_year(char* at, unsigned year) {
    put_digits(at, year / 100);
    put_digits(at + 2, year);
}

void put_name(char* at, std::string_view names, unsigned index) {
    std::copy_n(names.begin() + std::size_t{3} * index, 3, at);
}

void put_clock(char* at, const Civil& time) {
    put_digits(at, time.hour);
    put_digits(at + 3, time.minute);
    put_digits(at + 6, time.second);
}

// A layout is the text of second 0, and how the parts of another second are put over it.
struct HttpLayout {
    static constexpr std::string_view epoch = "Thu, 01 Jan 1970 00:00:00 GMT";
    static void put(char* text, const Civil& time) {
        put_name(text, day_names, time.weekday);
        put_digits(text + 5, time.day);
        put_name(text + 8, month_names, time.month - 1);
        put_year(text + 12, time.year);
        put_clock(text + 17, time);
    }
};

struct ClfLayout {
    static constexpr std::string_view epoch = "01/Jan/1970:00:00:00 +0000";
    static void put(char* text, const Civil& time) {
        put_digits(text, time.day);
        put_name(text + 3, month_names, time.month - 1);
        put_year(text + 7, time.year);
        put_clock(text + 12, time);
    }
};

struct Iso8601Layout {
    static constexpr std::string_view epoch = "1970-01-01T00:00:00+00:00";
    static void put(char* text, const Civil& time) {
        put_year(text, time.year);
        put_digits(text + 5, time.month);
        put_digits(text + 8, time.day);
        put_clock(text + 11, time);
    }
};

// Stamp is the last second printed in a layout.
template <class Layout>
class Stamp {
  public:
    Stamp() { std::copy(Layout::epoch.begin(), Layout::epoch.end(), text_.begin()); }

    std::string_view at(std::chrono::system_clock::time_point time) {
        const auto second = std::chrono::floor<std::chrono::seconds>(time);
        if (second != second_) {
            Layout::put(text_.data(), civil(second));
            second_ = second;
        }
        return {text_.data(), text_.size()};
    }

  private:
    std::chrono::sys_seconds second_{};
    std::array<char, Layout::epoch.size()> text_;
};

template <class Layout>
std::string_view stamped(std::chrono::system_clock::time_point time) {
    thread_local Stamp<Layout> stamp;
    return stamp.at(time);
}

}  // namespace

std::string_view http_date(std::chrono::system_clock::time_point time) {
    return stamped<HttpLayout>(time);
}

std::string_view http_date_now() {
    return http_date(std::chrono::system_clock::now());
}

std::string_view clf_date(std::chrono::system_clock::time_point time) {
    return stamped<ClfLayout>(time);
}

std::string_view iso8601_date(std::chrono::system_clock::time_point time) {
    return stamped<Iso8601Layout>(time);
}

}  // namespace tlsmatrix
