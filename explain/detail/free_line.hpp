// A line of no format that is known: fields found by their values alone. Internal.
#pragma once

#include <tlsmatrix/explain/access_line.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::explain {

// find_fields looks for a protocol's name as a word of its own, and a cipher suite behind it.
// Where several could be the protocol it takes none.
[[nodiscard]] AccessLine find_fields(std::string_view line);

// name_by_values gives those fields of a line in JSON their names that are known by their values.
void name_by_values(AccessLine& line);

// find_suite_by_name goes by OpenSSL's name or the registry's; nullptr where no table has it.
[[nodiscard]] const CipherSuite* find_suite_by_name(std::string_view name);

}  // namespace tlsmatrix::explain
