// The versions an endpoint accepts; holes are allowed.
//   VersionSet::parse("1.0,1.2").value().runs() == {{1.2}, {1.0}}
#pragma once

#include <bit>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix {

// VersionSet is any subset of the four versions, the empty one included. A value.
class VersionSet {
  public:
    constexpr VersionSet() = default;
    constexpr VersionSet(std::initializer_list<ProtocolVersion> versions) {
        for (ProtocolVersion version : versions) {
            insert(version);
        }
    }

    [[nodiscard]] static constexpr VersionSet all() { return from_bits(0b1111); }
    // between is {lowest..highest}, both included; empty where lowest is above highest.
    [[nodiscard]] static constexpr VersionSet between(ProtocolVersion lowest,
                                                      ProtocolVersion highest) {
        VersionSet set;
        for (ProtocolVersion version : all_versions) {
            if (version >= lowest && version <= highest) {
                set.insert(version);
            }
        }
        return set;
    }
    // from_bits takes bit 0 for 1.0 up to bit 3 for 1.3; higher bits are ignored.
    [[nodiscard]] static constexpr VersionSet from_bits(unsigned bits) {
        VersionSet set;
        set.bits_ = static_cast<std::uint8_t>(bits & 0b1111);
        return set;
    }

    // parse reads `1.2`, `1.2+`, `1.0-1.2`, `all`, and lists of these such as `1.0,1.2+`; names
    // such as TLSv1.2 are accepted for the numbers. An Error names the part that is wrong.
    [[nodiscard]] static Result<VersionSet> parse(std::string_view text);

    constexpr void insert(ProtocolVersion version) { bits_ |= bit(version); }
    constexpr void erase(ProtocolVersion version) {
        bits_ = static_cast<std::uint8_t>(bits_ & ~bit(version));
    }
    [[nodiscard]] constexpr bool contains(ProtocolVersion version) const {
        return (bits_ & bit(version)) != 0;
    }
    [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }
    [[nodiscard]] constexpr int size() const { return std::popcount(bits_); }
    [[nodiscard]] constexpr unsigned bits() const { return bits_; }

    // highest and lowest are nullopt for the empty set.
    [[nodiscard]] std::optional<ProtocolVersion> highest() const;
    [[nodiscard]] std::optional<ProtocolVersion> lowest() const;
    // up_to is the subset of versions at or below the limit.
    [[nodiscard]] VersionSet up_to(ProtocolVersion limit) const;
    // versions lists the members, lowest first.
    [[nodiscard]] std::vector<ProtocolVersion> versions() const;
    // runs lists the maximal contiguous subsets, highest run first.
    [[nodiscard]] std::vector<VersionSet> runs() const;
    [[nodiscard]] bool has_hole() const { return runs().size() > 1; }

    // str lists every member, lowest first: `1.0,1.1,1.2`; `none` for the empty set. Cell ids and
    // JSON use this form.
    [[nodiscard]] std::string str() const;
    // compact is the shortest form that parse reads back: `1.0-1.2`, `1.2+`, `all`.
    [[nodiscard]] std::string compact() const;
    // wire_names lists the members as OpenSSL prints them, lowest first: `TLSv1,TLSv1.2`.
    [[nodiscard]] std::string wire_names() const;

    friend constexpr bool operator==(VersionSet, VersionSet) = default;
    // operator<=> is for maps: an order of no meaning.
    friend constexpr auto operator<=>(VersionSet, VersionSet) = default;
    friend constexpr VersionSet operator&(VersionSet left, VersionSet right) {
        return from_bits(left.bits_ & right.bits_);
    }
    friend constexpr VersionSet operator|(VersionSet left, VersionSet right) {
        return from_bits(left.bits_ | right.bits_);
    }
    // operator- is the set difference.
    friend constexpr VersionSet operator-(VersionSet left, VersionSet right) {
        return from_bits(left.bits_ & ~static_cast<unsigned>(right.bits_));
    }

  private:
    static constexpr std::uint8_t bit(ProtocolVersion version) {
        return static_cast<std::uint8_t>(1U << (static_cast<unsigned>(version) -
                                                static_cast<unsigned>(ProtocolVersion::tls_1_0)));
    }

    std::uint8_t bits_ = 0;
};

// current_versions are those that nothing forbids; deprecated_versions must not be used (RFC 8996).
inline constexpr VersionSet current_versions{ProtocolVersion::tls_1_2, ProtocolVersion::tls_1_3};
inline constexpr VersionSet deprecated_versions{ProtocolVersion::tls_1_0, ProtocolVersion::tls_1_1};

// all_version_sets lists the 15 sets that are not empty, in the order of the grids: by their bits.
[[nodiscard]] std::vector<VersionSet> all_version_sets();

// operator<< prints the wire_names; `-` where the set is empty.
std::ostream& operator<<(std::ostream& out, VersionSet set);

}  // namespace tlsmatrix
