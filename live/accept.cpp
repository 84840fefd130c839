#include <algorithm>
#include <array>

#include <tlsmatrix/base/numbers.hpp>
#include <tlsmatrix/live/accept.hpp>

namespace tlsmatrix::live {
namespace {

struct Form {
    std::string_view type;
    Wanted wanted;
};

constexpr std::array forms{
    Form{"text/html", Wanted::html},        Form{"application/json", Wanted::json},
    Form{"application/xml", Wanted::junit}, Form{"text/xml", Wanted::junit},
    Form{"text/plain", Wanted::text},
};

std::string_view cut(std::string_view& rest, char at) {
    const std::size_t end = std::min(rest.find(at), rest.size());
    const std::string_view part = server::trim(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

// weight_of is q, and 1 where it is left out; one that is no number counts as 0.
double weight_of(std::string_view parameters) {
    while (!parameters.empty()) {
        const std::string_view each = cut(parameters, ';');
        if (each.size() > 2 && server::same_word(each.substr(0, 2), "q=")) {
            return parse_decimal(each.substr(2)).value_or(0);
        }
    }
    return 1;
}

}  // namespace

Wanted wanted(const server::Request& request) {
    const std::string* field = request.header("Accept");
    std::string_view rest = field == nullptr ? std::string_view() : std::string_view(*field);
    Wanted best = Wanted::text;
    double most = 0;
    while (!rest.empty()) {
        std::string_view range = cut(rest, ',');
        const std::string_view type = cut(range, ';');
        const double weight = weight_of(range);
        for (const Form& form : forms) {
            if (server::same_word(type, form.type) && weight > most) {
                best = form.wanted;
                most = weight;
            }
        }
    }
    return best;
}

}  // namespace tlsmatrix::live
