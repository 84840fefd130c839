#include <algorithm>
#include <array>
#include <system_error>

#include <fmt/format.h>

#include <tlsmatrix/certs/ca.hpp>
#include <tlsmatrix/certs/certificate.hpp>
#include <tlsmatrix/certs/certificate_names.hpp>
#include <tlsmatrix/certs/credential_files.hpp>
#include <tlsmatrix/certs/detail/stored_files.hpp>
#include <tlsmatrix/certs/file_fault.hpp>
#include <tlsmatrix/certs/pem.hpp>
#include <tlsmatrix/certs/private_file.hpp>
#include <tlsmatrix/certs/trust_files.hpp>
#include <tlsmatrix/certs/truststore.hpp>

namespace tlsmatrix::certs {
namespace {

namespace fs = std::filesystem;

// What an earlier version had besides: the key could issue for localhost.
constexpr std::array formerly_kept{"intermediate.pem", "intermediate.key"};

[[noreturn]] void throw_unusable(const fs::path& directory, std::string_view problem) {
    throw SetupError(fmt::format(
        "the stored CA cannot be used: {}: remove the directory '{}' to start with a new "
        "one, which clients must then be told of",
        problem, directory.native()));
}

// advising runs a reader and gives its complaint the advice that fits a store.
template <class Reader>
auto advising(const fs::path& directory, Reader reader) {
    try {
        return reader();
    } catch (const FileFault& fault) {
        throw_unusable(directory, fault.problem());
    }
}

void require_type(const KeyPointer& key, KeyType type, const fs::path& file) {
    if (key_type_of(key) != type) {
        throw FileFault(
            fmt::format("'{}' holds no key of type {}", file.native(), key_type_name(type)), "");
    }
}

// What is no regular file has no end of its own; nobody put one here for us.
const fs::path& stored(const fs::path& file) {
    std::error_code ignored;
    const fs::file_status status = fs::status(file, ignored);
    if (fs::exists(status) && !fs::is_regular_file(status)) {
        throw FileFault(fmt::format("'{}' is no regular file", file.native()), "");
    }
    return file;
}

CertificatePointer read_one_certificate(const fs::path& file) {
    const std::vector<CertificatePointer> certificates = read_certificates(stored(file));
    if (certificates.size() != 1) {
        throw FileFault(fmt::format("'{}' holds more than one certificate", file.native()), "");
    }
    return certificates.front();
}

KeyPointer read_key_of_type(const fs::path& file, KeyType type) {
    KeyPointer key = read_key(stored(file));
    require_type(key, type, file);
    return key;
}

CertificatePointer read_root(const fs::path& directory) {
    const TrustFiles trust = trust_files_in(directory);
    CertificatePointer root = read_one_certificate(trust.ca_file);
    if (!is_truststore_of(read_file(stored(trust.truststore_file), Secrecy::open), root)) {
        throw FileFault(fmt::format("'{}' is no trust store of '{}'",
                                    trust.truststore_file.native(), trust.ca_file.native()),
                        "");
    }
    if (!is_signed_by(root, root)) {
        throw FileFault(fmt::format("'{}' is not a self-signed CA", trust.ca_file.native()), "");
    }
    return root;
}

// Pair is the two files of a leaf.
struct Pair {
    fs::path certificate;
    fs::path key;
};

Pair pair_of(const fs::path& directory, std::string_view role, KeyType type) {
    const std::string name = fmt::format("{}-{}", role, key_type_name(type));
    return {directory / (name + ".pem"), directory / (name + ".key")};
}

constexpr std::string_view server_role = "leaf";
constexpr std::string_view client_role = "client";

Credentials read_pair(const Pair& files, KeyType type, const CertificatePointer& root) {
    Credentials credentials{{read_one_certificate(files.certificate)},
                            read_key_of_type(files.key, type)};
    if (!is_signed_by(credentials.chain.front(), root)) {
        throw FileFault(
            fmt::format("'{}' is not signed by ca.pem beside it", files.certificate.native()), "");
    }
    if (!key_belongs_to(credentials.key, credentials.chain.front())) {
        throw FileFault(fmt::format("'{}' is not the key of '{}'", files.key.native(),
                                    files.certificate.native()),
                        "");
    }
    return credentials;
}

void write_pair(const Pair& files, const Credentials& credentials) {
    write_secret_file(files.key, key_pem(credentials.key));
    write_public_file(files.certificate, chain_pem(credentials.chain));
}

std::vector<KeyType> leaf_types(KeyType ca_type) {
    std::vector<KeyType> types{KeyType::ecdsa, KeyType::ed25519};
    if (ca_type == KeyType::rsa) {
        types.push_back(KeyType::rsa);
    }
    return types;
}

CaFiles read_ca(const fs::path& directory, KeyType ca_type) {
    CaFiles files{read_root(directory), {}, {}};
    for (const KeyType type : leaf_types(ca_type)) {
        files.leaves[type] = read_pair(pair_of(directory, server_role, type), type, files.root);
    }
    files.client = read_pair(pair_of(directory, client_role, ca_type), ca_type, files.root);
    return files;
}

void rename_or_throw(const fs::path& from, const fs::path& to) {
    std::error_code error;
    fs::rename(from, to, error);
    if (error) {
        throw SetupError(fmt::format(
            "cannot move '{}' to '{}': {}: check the permissions of the directory they are in",
            from.native(), to.native(), error.message()));
    }
}

// UnfinishedDirectory is a new directory beside the target; removed unless it takes its place.
class UnfinishedDirectory {
  public:
    explicit UnfinishedDirectory(const fs::path& target)
        : target_(target), path_(unfinished_path(target)) {
        make_private_directory(path_);
    }
    UnfinishedDirectory(const UnfinishedDirectory&) = delete;
    UnfinishedDirectory& operator=(const UnfinishedDirectory&) = delete;
    ~UnfinishedDirectory() { remove(path_); }

    [[nodiscard]] const fs::path& path() const { return path_; }

    // What is there becomes `former`, or is removed where that is empty. A crash between the two
    // renames leaves no target, and the next start finds the former one or makes another.
    void publish(const fs::path& former) {
        sync_directory(path_);
        const bool kept = !former.empty();
        const fs::path aside = kept ? former : unfinished_path(target_);
        std::error_code ignored;
        if (fs::exists(target_, ignored)) {
            remove(former);
            rename_or_throw(target_, aside);
        }
        rename_or_throw(path_, target_);
        sync_directory(target_.parent_path());
        if (!kept) {
            remove(aside);
        }
    }

  private:
    static void remove(const fs::path& path) {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }

    fs::path target_;
    fs::path path_;
};

}  // namespace

CaFiles issue_files(KeyType ca_type, const std::vector<std::string>& names, TimePoint now) {
    // The key that can issue is freed, and thereby wiped, when this function returns.
    const Ca ca = Ca::create(ca_type, now);
    std::vector<std::string> all_names = bench_names();
    all_names.insert(all_names.end(), names.begin(), names.end());
    CaFiles files{ca.root(), {}, {}};
    for (const KeyType type : leaf_types(ca_type)) {
        files.leaves[type] = ca.issue({.key_type = type, .names = all_names, .now = now});
    }
    files.client =
        ca.issue({.key_type = ca_type, .names = all_names, .use = LeafUse::client, .now = now});
    return files;
}

void write_ca(const fs::path& directory, const CaFiles& files, const fs::path& former) {
    UnfinishedDirectory unfinished(directory);
    for (const auto& [type, leaf] : files.leaves) {
        write_pair(pair_of(unfinished.path(), server_role, type), leaf);
    }
    const KeyType ca_type = key_type_of(files.client.key).value();
    write_pair(pair_of(unfinished.path(), client_role, ca_type), files.client);
    write_trust_files(unfinished.path(), files.root);
    unfinished.publish(former);
}

void reinstate(const fs::path& former, const fs::path& directory) {
    const fs::path aside = unfinished_path(directory);
    std::error_code ignored;
    if (fs::exists(directory, ignored)) {
        rename_or_throw(directory, aside);
    }
    rename_or_throw(former, directory);
    sync_directory(directory.parent_path());
    fs::remove_all(aside, ignored);
}

CaFiles load_ca(const fs::path& directory, KeyType ca_type) {
    return advising(directory, [&] { return read_ca(directory, ca_type); });
}

bool can_issue(const fs::path& directory) {
    return std::any_of(formerly_kept.begin(), formerly_kept.end(), [&](const char* name) {
        std::error_code ignored;
        return fs::exists(fs::symlink_status(directory / name, ignored));
    });
}

}  // namespace tlsmatrix::certs
