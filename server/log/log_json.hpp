// The `json` format: an entry as one JSON object. Its keys are documented in log_format.hpp.
#pragma once

#include <string>
#include <string_view>

#include <tlsmatrix/server/access_entry.hpp>
#include <tlsmatrix/server/log/text_buffer.hpp>

namespace tlsmatrix::server {

// append_json appends the object, without a line end. Allocates only to grow `line`. It is an
// Appender of log_variables.hpp.
void append_json(const AccessEntry& entry, TextBuffer& line);

}  // namespace tlsmatrix::server
