// Internal. What openssl.cnf and the library's defaults mean for programs that leave TLS to
// OpenSSL.
#pragma once

#include <string>
#include <vector>

#include <tlsmatrix/doctor/doctor.hpp>

namespace tlsmatrix::doctor {

// file_words names the file, or what it would be called.
[[nodiscard]] std::string file_words(const SystemPresets& presets);

// judge_presets tells of each cause once, for all versions and keys that it keeps out.
void judge_presets(const DoctorFacts& facts, std::vector<Finding>& findings);

}  // namespace tlsmatrix::doctor
