// Internal. Asks for the groups of a version, each in a hello of its own.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <tlsmatrix/scan/detail/questioner.hpp>
#include <tlsmatrix/scan/scan_report.hpp>

namespace tlsmatrix::scan {

// survey_groups fills in the groups of a version, 1.2 or 1.3, whose suites are known. Where the
// scan ends meanwhile it leaves them out. Both outlive it. With `small`, hellos stay short.
[[nodiscard]] boost::asio::awaitable<void> survey_groups(Questioner& questioner,
                                                         VersionReport& version, bool small);

}  // namespace tlsmatrix::scan
