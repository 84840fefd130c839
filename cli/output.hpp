// Where a result goes: standard output, for which `-` stands or nothing, or a file that is whole or
// absent.
#pragma once

#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/cli/special_output.hpp>

namespace tlsmatrix::cli {

// ReaderGone is thrown where whoever read standard output has closed it, as `head` does: no fault,
// and nothing to be said.
class ReaderGone : public std::exception {};

// ResultOutput writes a result piece by piece, to standard output, or where a path is given beside
// it and renames. Each call throws SetupError naming the path, or ReaderGone; a file that was never
// finished is gone.
class ResultOutput {
  public:
    explicit ResultOutput(const std::string& path);
    ~ResultOutput();
    ResultOutput(const ResultOutput&) = delete;
    ResultOutput& operator=(const ResultOutput&) = delete;

    void write(std::string_view text);
    void finish();

  private:
    std::string path_;
    SpecialOutput special_;
    std::unique_ptr<certs::PublicFile> file_;
};

// write_result is all of it at once.
void write_result(const std::string& text, const std::string& path);

// require_writable throws SetupError where write_result could not write to this path, as far as its
// directory tells, so that a long run is not lost in the end. Empty: standard output, never thrown.
void require_writable(const std::string& path);

}  // namespace tlsmatrix::cli
