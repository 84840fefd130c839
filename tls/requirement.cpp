#include <fmt/format.h>

#include <tlsmatrix/tls/requirement.hpp>

namespace tlsmatrix {

VersionSet Requirement::working() const {
    return kind_ == Kind::require ? versions_ : VersionSet{};
}

VersionSet Requirement::any_of() const {
    return kind_ == Kind::min ? versions_ : VersionSet{};
}

VersionSet Requirement::refused() const {
    return kind_ == Kind::refuse ? versions_ : VersionSet::all() - versions_;
}

std::string Requirement::words() const {
    switch (kind_) {
        case Kind::require:
            return "required is " + versions_.wire_names();
        case Kind::refuse:
            return versions_.wire_names() + " must be refused";
        case Kind::min:
            return fmt::format("required is {} or higher, and nothing below",
                               wire_name(*versions_.lowest()));
    }
    return {};
}

std::string_view requirement_name(Requirement::Kind kind) {
    switch (kind) {
        case Requirement::Kind::require:
            return "require";
        case Requirement::Kind::refuse:
            return "refuse";
        case Requirement::Kind::min:
            return "min";
    }
    return {};
}

}  // namespace tlsmatrix
