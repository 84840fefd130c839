#include <system_error>

#include <fmt/format.h>

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

constexpr const char* intermediate_file_name = "intermediate.pem";
constexpr const char* intermediate_key_file_name = "intermediate.key";

[[noreturn]] void throw_unusable(const fs::path& directory, std::string_view problem) {
    throw SetupError(
        fmt::format("the stored authority cannot be used: {}: remove the directory '{}' to start "
                    "with a new one, "
                    "which clients must then be told about",
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

Authority read_authority(const fs::path& directory, KeyType type) {
    const TrustFiles trust = trust_files_in(directory);
    const CertificatePointer root = read_one_certificate(trust.ca_file);
    if (!is_truststore_of(read_file(stored(trust.truststore_file), Secrecy::open), root)) {
        throw FileFault(fmt::format("'{}' is no trust store of '{}'",
                                    trust.truststore_file.native(), trust.ca_file.native()),
                        "");
    }
    Result<Authority> authority =
        Authority::restore(root, read_one_certificate(directory / intermediate_file_name),
                           read_key_of_type(directory / intermediate_key_file_name, type));
    if (!authority) {
        throw FileFault(authority.error().message, "");
    }
    return *authority;
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

    // A crash between the two renames leaves no target, and the next start makes one.
    void publish() {
        const fs::path former = unfinished_path(target_);
        std::error_code ignored;
        if (fs::exists(target_, ignored)) {
            rename_or_throw(target_, former);
        }
        rename_or_throw(path_, target_);
        sync_directory(target_.parent_path());
        remove(former);
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

void write_authority(const fs::path& directory, const Authority& authority) {
    UnfinishedDirectory unfinished(directory);
    write_secret_file(unfinished.path() / intermediate_key_file_name,
                      key_pem(authority.intermediate_key()));
    write_public_file(unfinished.path() / intermediate_file_name,
                      certificate_pem(authority.intermediate()));
    write_trust_files(unfinished.path(), authority.root());
    unfinished.publish();
}

Authority load_authority(const fs::path& directory, KeyType type) {
    return advising(directory, [&] { return read_authority(directory, type); });
}

KeyPointer load_or_create_leaf_key(const fs::path& directory, KeyType type) {
    const fs::path file = directory / fmt::format("leaf-{}.key", key_type_name(type));
    std::error_code ignored;
    if (fs::exists(fs::symlink_status(file, ignored))) {
        return advising(directory, [&] { return read_key_of_type(file, type); });
    }
    KeyPointer key = generate_key(type);
    write_secret_file(file, key_pem(key));
    return key;
}

}  // namespace tlsmatrix::certs
