// What every command's JSON begins with: who made it, in which form, and what it is.
//   json::object report = envelope("scan", local_library());
//   report["target"] = ...
#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include <tlsmatrix/report/saved.hpp>
#include <tlsmatrix/tls/local_library.hpp>

namespace tlsmatrix::report {

// schema_version counts the forms of a command's JSON: it grows where a reader of the form before
// would go wrong, and stays where something is added.
inline constexpr int schema_version = 1;

// envelope is {"tool": {"version", "openssl", "boost"}, "schema", "command"}; openssl is the
// release that ran, and `openssl_built_with` is in the tool too where that is another one.
[[nodiscard]] boost::json::object envelope(std::string_view command, const LocalLibrary& library);

// The same for a report that another program, or another day, made.
[[nodiscard]] boost::json::object envelope_of(std::string_view command,
                                              const boost::json::object& tool);

// command_of reads which command made a saved report. Throws Misread where that cannot be told, or
// where its form is newer than what this program knows.
[[nodiscard]] std::string command_of(const Saved& report);

}  // namespace tlsmatrix::report
