// Files and directories for secrets: written whole or not at all, and never readable by others.
//   make_private_directory(dir);  write_secret_file(dir / "leaf.key", key_pem(key));
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tlsmatrix::certs {

// Every function here throws SetupError, with the file's name and the system's reason, where it
// cannot do its work.

// write_secret_file puts the content in the file, mode 0600, for nobody but this user. It writes
// beside the file, syncs, and renames, so that readers see the old content or the new and nothing
// between, also after a crash. A symbolic link of that name is replaced and not followed.
void write_secret_file(const std::filesystem::path& file, std::string_view content);

// write_public_file does the same with mode 0644, whatever the umask.
void write_public_file(const std::filesystem::path& file, std::string_view content);

// PublicFile does the same piece by piece: publish gives it its name, and where that is never
// called nothing is left of it.
class PublicFile {
  public:
    explicit PublicFile(const std::filesystem::path& file);
    ~PublicFile();
    PublicFile(const PublicFile&) = delete;
    PublicFile& operator=(const PublicFile&) = delete;

    void write(std::string_view content);
    void publish();

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// make_private_directory creates the directory and any parents it lacks, mode 0700 whatever the
// umask. An existing one is left as it is.
void make_private_directory(const std::filesystem::path& directory);

// let_owner_enter gives a directory that this process has just made, with mode 0700, what the umask
// kept back of it. It returns false with errno set where it cannot; no link is followed.
[[nodiscard]] bool let_owner_enter(const std::filesystem::path& directory);

// require_no_other_writers refuses a directory that the group or others may write to: they could
// put files of their own in place of ours. The error names the chmod that mends it.
void require_no_other_writers(const std::filesystem::path& directory);

// Secrecy says whether a file that others can read may be used.
enum class Secrecy { open, secret };

// read_file returns the content of a file of up to 1 MiB. Where a secret one is accessible to the
// group or to others, it is refused, and the error names the chmod that mends it.
[[nodiscard]] std::string read_file(const std::filesystem::path& file, Secrecy secrecy);

// unfinished_path is a fresh name beside the target for something that takes its name when done.
[[nodiscard]] std::filesystem::path unfinished_path(const std::filesystem::path& target);

// remove_unfinished clears a directory of what a process that was killed left under such names.
// Only for a directory that no other process is writing to.
void remove_unfinished(const std::filesystem::path& directory);

// sync_directory makes renames in the directory last through a power failure, where the file system
// can do that. Never throws.
void sync_directory(const std::filesystem::path& directory);

}  // namespace tlsmatrix::certs
