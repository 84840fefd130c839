// What the tests of certs/ share: a directory of their own, other programs, and a peer's judgement.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/tls/credentials.hpp>

namespace tlsmatrix::certs {

// TemporaryDirectory is empty at first, mode 0700, and gone at the end of the test.
class TemporaryDirectory {
  public:
    TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    ~TemporaryDirectory();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::filesystem::path operator/(std::string_view name) const {
        return path_ / name;
    }

  private:
    std::filesystem::path path_;
};

// Variable sets an environment variable, or unsets it for nullptr, until the end of the block.
class Variable {
  public:
    Variable(const char* name, const char* value);
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable();

  private:
    const char* name_;
    bool was_set_;
    std::string former_;
};

struct CommandResult {
    int status;          // 127 where the shell does not find the program
    std::string output;  // stdout and stderr
};

// run gives the command to the shell.
[[nodiscard]] CommandResult run(const std::string& command);

// is_waived tells whether the environment's TLSMATRIX_WAIVE_PEERS lists the program, between
// commas.
[[nodiscard]] bool is_waived(std::string_view program);

// mode_of is the permission bits of a file itself, as in 0600.
[[nodiscard]] unsigned mode_of(const std::filesystem::path& file);

[[nodiscard]] std::string content_of(const std::filesystem::path& file);
void put(const std::filesystem::path& file, std::string_view content, unsigned mode = 0600);

// fault_of is the message of the SetupError that the action throws, and empty where it throws none.
template <class Action>
[[nodiscard]] std::string fault_of(Action action) {
    try {
        action();
    } catch (const SetupError& error) {
        return error.what();
    }
    return {};
}

// Peer is who verifies: what it dialled, and when.
struct Peer {
    std::string host = {};
    std::string address = {};
    TimePoint now = current_time();
    bool is_server = false;  // one that verifies a client
};

// verdict is how OpenSSL judges the chain, strictly by RFC 5280: the meaning of its X509_V_ code.
[[nodiscard]] std::string verdict(const Credentials& credentials, const CertificatePointer& root,
                                  const Peer& peer = {});

// meaning is OpenSSL's words for an X509_V_ code, which differ between its versions.
[[nodiscard]] std::string meaning(int code);

// some_key is always the same key of this type: for tests to which a fresh RSA key is only a delay.
[[nodiscard]] KeyPointer some_key(KeyType type);

// encoded is the certificate's DER, for comparing.
[[nodiscard]] std::string encoded(const CertificatePointer& certificate);

}  // namespace tlsmatrix::certs
