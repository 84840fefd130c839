// What this machine lets TLS do: facts, from real handshakes where they are about TLS, and what to
// mend. The matrix and `tlsmatrix doctor` never ask the negotiation rule what OpenSSL can do.
//   const DoctorFacts facts = examine_machine();
//   for (const Finding& finding : findings_of(facts)) ...
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tlsmatrix/certs/key.hpp>
#include <tlsmatrix/certs/validity.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/remedy.hpp>
#include <tlsmatrix/engine/system_presets.hpp>
#include <tlsmatrix/report/document.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>
#include <tlsmatrix/tls/local_library.hpp>
#include <tlsmatrix/tls/version_set.hpp>

namespace tlsmatrix::doctor {

// Trial is one handshake in memory against the bench's server, pinned to one version.
struct Trial {
    ProtocolVersion version = ProtocolVersion::tls_1_3;
    certs::KeyType key = certs::KeyType::ecdsa;
    // level is both ends' security level. Unset: the client is one that sets nothing itself.
    std::optional<int> level = std::nullopt;
    HandshakeOutcome client = {};
    HandshakeOutcome server = {};
    std::string reason = {};  // in words, where it failed

    // passed tells whether both ends negotiated the version.
    [[nodiscard]] bool passed() const;
};

// Obstruction is why a client that sets nothing itself does not get through where the bench does.
struct Obstruction {
    ProtocolVersion version = ProtocolVersion::tls_1_3;
    certs::KeyType key = certs::KeyType::rsa;
    // causes are the fewest presets without which it does; empty: none that was undone helps.
    std::vector<Remedy> causes = {};
    // fixed: it does with what remedies_of_fix names, which was tried.
    bool fixed = false;
    // static_rsa: it does as it is where the server has the key exchange of static RSA alone.
    bool static_rsa = false;
};

// remedies_of_fix is what the fix that is told of such causes comes to: whoever sets curl's
// --ciphers sets a list of suites and a level.
[[nodiscard]] std::vector<Remedy> remedies_of_fix(const std::vector<Remedy>& causes);

// OtherSetting is what decides versions in a library that is not OpenSSL, as it is written.
struct OtherSetting {
    std::string library;  // GnuTLS, Java, Node
    std::string source;   // a file, or a variable of the environment
    std::string setting;
};

// Loopback is whether one of this machine's own addresses takes connections.
struct Loopback {
    std::string address;
    std::string failure;  // the system's words; empty where it does
};

// OpensslOrigin is whose OpenSSL the trials ran on.
struct OpensslOrigin {
    OpensslBuild build = {};
    std::string file = {};  // the shared library; empty: it is linked into this program
    // machine is what the program `openssl` on PATH says of its own; asked where file is empty.
    std::optional<OpensslBuild> machine = std::nullopt;

    // speaks_for_others tells whether programs that use this machine's OpenSSL have this one: the
    // same library, or the same build.
    [[nodiscard]] bool speaks_for_others() const { return !file.empty() || machine == build; }
};

// read_openssl_version reads what `openssl version -v -b -d` prints.
[[nodiscard]] std::optional<OpensslBuild> read_openssl_version(std::string_view output);

// find_openssl_origin starts a process where the answer is in no library.
[[nodiscard]] OpensslOrigin find_openssl_origin();

// DoctorFacts is what was found, without an opinion.
struct DoctorFacts {
    LocalLibrary library;
    OpensslOrigin origin;
    VersionSet compiled_in;  // empty where OpenSSL makes no context at all
    std::vector<Trial> trials;
    SystemPresets presets;
    std::vector<Obstruction> obstructions;
    std::vector<OtherSetting> other_settings;
    // offered_by_default is what the hello of a client that sets nothing itself names, in its own
    // order: `TLSv1.3,TLSv1.2`, or `at most TLSv1.2`. Empty where it sends none.
    std::string offered_by_default;
    certs::TimePoint now{};
    certs::TimePoint built{};            // this program, to the day
    std::vector<std::string> localhost;  // the addresses of that name
    std::vector<Loopback> loopback;
    std::string state_directory;  // empty where there is no place for one
    std::string state_trouble;    // one sentence; empty where it can be used
};

// tried_levels are the security levels of the trials with both ends set.
inline constexpr int tried_levels[] = {0, 1, 2};

// examine_machine gathers the facts in about a second, and changes nothing.
[[nodiscard]] DoctorFacts examine_machine(certs::TimePoint now = certs::current_time());

// try_handshakes makes the trials: each version, key type and level, and each version and key type
// against a client that sets nothing itself. A key type that cannot be made is a failed trial.
[[nodiscard]] std::vector<Trial> try_handshakes(certs::TimePoint now);

// try_offer lets a client that sets nothing itself begin a handshake: DoctorFacts has what it is.
[[nodiscard]] std::string try_offer();

// find_obstructions undoes presets of a client that sets nothing itself until it gets through.
[[nodiscard]] std::vector<Obstruction> find_obstructions(const std::vector<Trial>& trials,
                                                         certs::TimePoint now);

// Environment gives a variable's value; nullopt where it is not set.
using Environment = std::function<std::optional<std::string>(const char* name)>;

// read_other_settings looks at GnuTLS's configuration, the java.security of JAVA_HOME or of the
// `java` on PATH, and the variables that JDK and Node take options from.
[[nodiscard]] std::vector<OtherSetting> read_other_settings(const Environment& environment);

[[nodiscard]] std::vector<std::string> addresses_of_localhost();
// try_loopback makes one TCP connection from the address to itself.
[[nodiscard]] Loopback try_loopback(const std::string& address);

// Severity tells an obstacle, without which the default matrix would run whole, from a warning,
// which is about other programs, other commands or other keys.
enum class Severity { obstacle, warning };

[[nodiscard]] std::string_view severity_name(Severity severity);

// Finding is one thing that is in the way, and what to do about it, each in one line.
struct Finding {
    Severity severity = Severity::obstacle;
    std::string problem;
    std::string fix;

    friend bool operator==(const Finding&, const Finding&) = default;
};

// findings_of judges facts: obstacles first. A pure function.
[[nodiscard]] std::vector<Finding> findings_of(const DoctorFacts& facts);

// can_run_matrix tells whether every cell of the default matrix can run: no finding is an obstacle.
[[nodiscard]] bool can_run_matrix(const std::vector<Finding>& findings);

// doctor_json is one object as docs/doctor.schema.json describes it.
[[nodiscard]] boost::json::object doctor_json(const DoctorFacts& facts);
// doctor_document says in words what that says, new or saved. Throws report::Misread where it is no
// such object.
[[nodiscard]] report::Document doctor_document(boost::json::value report);

}  // namespace tlsmatrix::doctor
