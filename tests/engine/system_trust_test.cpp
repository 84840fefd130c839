#include <map>
#include <set>

#include <gmock/gmock.h>
#include <openssl/x509.h>

#include <tlsmatrix/engine/detail/system_trust.hpp>

namespace tlsmatrix::system_trust_test {
namespace {

struct Machine {
    std::string claim;
    std::set<std::string> files;
    std::map<std::string, std::string> variables;
    std::string found;
};

const std::string debian = "/etc/ssl/certs/ca-certificates.crt";
const std::string fedora = "/etc/pki/tls/certs/ca-bundle.crt";

TEST(SystemTrust, test_the_file_of_another_distribution_is_found_where_openssl_has_none) {
    const std::vector<Machine> machines{
        {"no file at all", {}, {}, ""},
        {"Debian's", {debian}, {}, debian},
        {"Fedora's", {fedora}, {}, fedora},
        {"openSUSE's", {"/etc/ssl/ca-bundle.pem"}, {}, "/etc/ssl/ca-bundle.pem"},
        {"Alpine's", {"/etc/ssl/cert.pem"}, {}, "/etc/ssl/cert.pem"},
        {"the first of two", {fedora, debian}, {}, debian},
        {"OpenSSL's own folder is there", {fedora, X509_get_default_cert_dir()}, {}, ""},
        {"OpenSSL's own file is there", {fedora, X509_get_default_cert_file()}, {}, ""},
        {"a variable names a file", {fedora}, {{"SSL_CERT_FILE", "/a"}}, ""},
        {"a variable names a folder", {fedora}, {{"SSL_CERT_DIR", "/a"}}, ""},
        {"another variable", {fedora}, {{"CURL_CA_BUNDLE", "/a"}}, fedora},
    };
    for (const Machine& machine : machines) {
        const auto is_there = [&machine](const std::string& path) {
            return machine.files.contains(path);
        };
        const auto variable = [&machine](const char* name) {
            const auto set = machine.variables.find(name);
            return set == machine.variables.end() ? nullptr : set->second.c_str();
        };
        EXPECT_EQ(system_ca_file(is_there, variable), machine.found) << machine.claim;
    }
}

}  // namespace
}  // namespace tlsmatrix::system_trust_test
