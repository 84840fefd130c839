// Why a line may show the version that it shows, and what decides that. Internal.
#pragma once

#include <optional>

#include <tlsmatrix/explain/access_line.hpp>
#include <tlsmatrix/explain/telling.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::explain {

// tell_reasons lists what may lie behind a version; nullopt stands for SSLv2 and SSLv3.
void tell_reasons(Telling& telling, std::optional<ProtocolVersion> version);
// ask_further names the commands that tell those reasons apart.
void ask_further(Telling& telling, const AccessLine& line, std::optional<ProtocolVersion> version);
// ask_failed is the same for a line of a handshake that failed.
void ask_failed(Telling& telling, const std::string& offered, const std::string& pinned);
// ask_for_fields says how a server's log gets the fields that it lacks.
void ask_for_fields(Telling& telling);

}  // namespace tlsmatrix::explain
