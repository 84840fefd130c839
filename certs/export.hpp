// Certificates for other programs, as files.
//   for (const WrittenFile& file : export_directory(dir, ca, {})) print(file.path);
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <tlsmatrix/certs/ca.hpp>

namespace tlsmatrix::certs {

// WrittenFile is a file and one phrase on what it is for.
struct WrittenFile {
    std::filesystem::path path;
    std::string description;
};

// ExportRequest says which leaves are wanted; the fields mean what they mean in LeafRequest.
struct ExportRequest {
    std::vector<KeyType> key_types = {KeyType::rsa};
    std::vector<std::string> names = {};
    LeafUse use = LeafUse::server;
    TimePoint now = current_time();
};

// export_directory writes ca.pem, truststore.p12, and for each key type server-<type>.pem and
// server-<type>.key, mode 0600. One CA for all of them, since many programs read no more than the
// first certificate of a file. They are for bench_names and the names of the request. Creates the
// directory, mode 0700; each file of such a name in an existing one is replaced atomically. The
// CA's own key stays out. Returns what it wrote, in order. Throws SetupError, before it writes
// anything where a name is bad.
std::vector<WrittenFile> export_directory(const std::filesystem::path& directory, const Ca& ca,
                                          const ExportRequest& request);

}  // namespace tlsmatrix::certs
