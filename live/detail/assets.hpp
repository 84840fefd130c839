// The page's script and style, which live/CMakeLists.txt makes of live/assets/. Internal.
#pragma once

#include <string_view>

namespace tlsmatrix::live {

extern const std::string_view live_script;
extern const std::string_view report_script;
extern const std::string_view live_style;

}  // namespace tlsmatrix::live
