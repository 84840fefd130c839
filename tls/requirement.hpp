// What is asked of a client or a server: check and scan have the same three sentences.
//   Requirement::at_least(ProtocolVersion::tls_1_2).refused() == {1.0,1.1}
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix {

// Requirement is one of three sentences about the four versions. A value.
class Requirement {
  public:
    enum class Kind {
        require,  // all of the set work, all others are refused
        refuse,   // all of the set are refused, the others are free
        min,      // nothing below works, and at least one of it and up does
    };

    [[nodiscard]] static Requirement exactly(VersionSet set) { return {Kind::require, set}; }
    [[nodiscard]] static Requirement refuse(VersionSet set) { return {Kind::refuse, set}; }
    [[nodiscard]] static Requirement at_least(ProtocolVersion lowest) {
        return {Kind::min, VersionSet::between(lowest, ProtocolVersion::tls_1_3)};
    }

    [[nodiscard]] Kind kind() const { return kind_; }
    // versions is the set of the sentence; with min all from that version up.
    [[nodiscard]] VersionSet versions() const { return versions_; }

    // working is what must work each by itself, any_of what must work at least once; refused is
    // what must be refused.
    [[nodiscard]] VersionSet working() const;
    [[nodiscard]] VersionSet any_of() const;
    [[nodiscard]] VersionSet refused() const;

    // words is the sentence for people: `required is TLSv1.2,TLSv1.3`.
    [[nodiscard]] std::string words() const;

    // of is the requirement of such a kind and set: for who reads a report.
    [[nodiscard]] static Requirement of(Kind kind, VersionSet versions) { return {kind, versions}; }

    friend bool operator==(const Requirement&, const Requirement&) = default;

  private:
    Requirement(Kind kind, VersionSet versions) : kind_(kind), versions_(versions) {}

    Kind kind_;
    VersionSet versions_;
};

// requirement_name is the word of flags and JSON: require, refuse, min.
[[nodiscard]] std::string_view requirement_name(Requirement::Kind kind);
inline constexpr Requirement::Kind requirement_kinds[] = {
    Requirement::Kind::require, Requirement::Kind::refuse, Requirement::Kind::min};

}  // namespace tlsmatrix
