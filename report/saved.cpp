#include <boost/json.hpp>
#include <fmt/format.h>

#include <tlsmatrix/report/saved.hpp>

namespace tlsmatrix::report {

namespace json = boost::json;

std::string Saved::where(std::string_view name) const {
    return where_.empty() ? std::string(name) : fmt::format("{}.{}", where_, name);
}

void Saved::misread(std::string_view what) const {
    throw Misread(where_.empty() ? fmt::format("it is {}", what)
                                 : fmt::format("'{}' is {}", where_, what));
}

const json::object& Saved::object() const {
    const json::object* found = value_.if_object();
    if (found == nullptr) {
        misread("no object");
    }
    return *found;
}

Saved Saved::at(std::string_view name) const {
    const json::value* found = object().if_contains(name);
    if (found == nullptr) {
        throw Misread(fmt::format("'{}' is missing", where(name)));
    }
    return Saved(*found, where(name));
}

std::optional<Saved> Saved::find(std::string_view name) const {
    const json::value* found = object().if_contains(name);
    return found == nullptr || found->is_null() ? std::nullopt
                                                : std::optional(Saved(*found, where(name)));
}

std::vector<Saved> Saved::list() const {
    const json::array* found = value_.if_array();
    if (found == nullptr) {
        misread("no list");
    }
    std::vector<Saved> values;
    for (std::size_t i = 0; i < found->size(); ++i) {
        values.emplace_back((*found)[i], fmt::format("{}[{}]", where_, i));
    }
    return values;
}

std::string Saved::text() const {
    const json::string* found = value_.if_string();
    if (found == nullptr) {
        misread("no text");
    }
    return std::string(*found);
}

double Saved::number() const {
    if (!value_.is_number()) {
        misread("no number");
    }
    return value_.to_number<double>();
}

std::size_t Saved::count() const {
    boost::system::error_code error;
    const auto found = value_.to_number<std::uint32_t>(error);
    if (error) {
        misread("no count");
    }
    return found;
}

bool Saved::flag() const {
    const bool* found = value_.if_bool();
    if (found == nullptr) {
        misread("neither true nor false");
    }
    return *found;
}

VersionSet Saved::versions() const {
    VersionSet set;
    for (const Saved& each : list()) {
        set.insert(each.version());
    }
    return set;
}

ProtocolVersion Saved::version() const {
    const auto set = VersionSet::parse(text());
    if (!set || set->size() != 1) {
        misread("no version");
    }
    return *set->highest();
}

std::vector<std::string> Saved::texts() const {
    std::vector<std::string> found;
    for (const Saved& each : list()) {
        found.push_back(each.text());
    }
    return found;
}

std::string Saved::text_or(std::string_view name, std::string_view other) const {
    const auto found = find(name);
    return found ? found->text() : std::string(other);
}

}  // namespace tlsmatrix::report
