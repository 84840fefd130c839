// Reads a report that was saved as JSON, and says where it is not as it must be.
//   const Saved report(root);
//   report.at("summary").number("cells")
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::report {

// Misread says what is wrong with a saved report, and where: "'summary.cells' is missing". Whoever
// reads one catches it.
class Misread : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Saved is a value somewhere in a report, which outlives it. Everything that is asked of it throws
// Misread where it is not there or of another kind.
class Saved {
  public:
    explicit Saved(const boost::json::value& value, std::string where = {})
        : value_(value), where_(std::move(where)) {}

    [[nodiscard]] Saved at(std::string_view name) const;
    // find is nullopt for a member that is missing or null.
    [[nodiscard]] std::optional<Saved> find(std::string_view name) const;
    [[nodiscard]] std::vector<Saved> list() const;

    [[nodiscard]] std::string text() const;
    [[nodiscard]] double number() const;
    [[nodiscard]] std::size_t count() const;
    [[nodiscard]] bool flag() const;
    [[nodiscard]] VersionSet versions() const;
    [[nodiscard]] ProtocolVersion version() const;
    [[nodiscard]] std::vector<std::string> texts() const;
    [[nodiscard]] const boost::json::object& object() const;
    [[nodiscard]] const boost::json::value& value() const { return value_; }

    // The same of a member.
    [[nodiscard]] std::vector<Saved> list(std::string_view name) const { return at(name).list(); }
    [[nodiscard]] std::string text(std::string_view name) const { return at(name).text(); }
    [[nodiscard]] double number(std::string_view name) const { return at(name).number(); }
    [[nodiscard]] std::size_t count(std::string_view name) const { return at(name).count(); }
    [[nodiscard]] bool flag(std::string_view name) const { return at(name).flag(); }
    [[nodiscard]] VersionSet versions(std::string_view name) const { return at(name).versions(); }
    [[nodiscard]] ProtocolVersion version(std::string_view name) const {
        return at(name).version();
    }
    [[nodiscard]] std::vector<std::string> texts(std::string_view name) const {
        return at(name).texts();
    }
    // one_of is the value whose name, by `name_of`, stands here; `what` is what it is none of.
    template <class Value, std::size_t count, class Name>
    [[nodiscard]] Value one_of(const Value (&values)[count], Name name_of,
                               std::string_view what) const {
        const std::string name = text();
        for (const Value& value : values) {
            if (name_of(value) == name) {
                return value;
            }
        }
        misread(what);
    }

    // text_or is the other text where the member is missing or null.
    [[nodiscard]] std::string text_or(std::string_view name, std::string_view other) const;

    // misread throws: "'summary.cells' is ...", of this value.
    [[noreturn]] void misread(std::string_view what) const;

  private:
    [[nodiscard]] std::string where(std::string_view name) const;

    const boost::json::value& value_;
    std::string where_;
};

}  // namespace tlsmatrix::report
