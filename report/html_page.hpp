// The fixed parts of the page that html_report writes: style, script, legend. Internal.
#pragma once

#include <string>
#include <string_view>

namespace tlsmatrix::report {

// html_head opens the page, style included.
[[nodiscard]] std::string html_head(std::string_view title);
// html_filter is the line above the grids in which cells are looked for; without JavaScript it is
// not shown.
[[nodiscard]] std::string_view html_filter();
[[nodiscard]] std::string_view html_legend();
// html_foot closes the page, script included.
[[nodiscard]] std::string_view html_foot();

}  // namespace tlsmatrix::report
