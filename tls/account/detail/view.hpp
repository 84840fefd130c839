// A handshake's facts as guards and sentences look at them. Internal.
#pragma once

#include <optional>

#include <tlsmatrix/tls/account/facts.hpp>
#include <tlsmatrix/tls/account/reason.hpp>

namespace tlsmatrix::account {

// View is what follows from the facts, once.
struct View {
    explicit View(const Facts& of);

    const Facts& facts;
    const Alert* alert = nullptr;        // that ended it, or the connection behind it
    const ClientHello* hello = nullptr;  // sent or received
    const ServerHello* answer = nullptr;
    VersionSet named = {};                               // by the hello
    VersionSet allowed = {};                             // all that the hello lets a server choose
    std::optional<ProtocolVersion> best = std::nullopt;  // of `named`
    std::optional<ProtocolVersion> chosen = std::nullopt;  // by the answer
    VersionSet common = {};  // of `allowed`, what a server that tells speaks
    std::optional<ProtocolVersion> prospect = std::nullopt;  // what it would choose
    bool fits_suite = false;                                 // one in common, for `prospect`
    bool fits_key = false;                                   // one of them for the server's key
    bool needs_group = false;                                // all of those need a group

    [[nodiscard]] bool at_server() const { return facts.own.self == Sender::server; }
    [[nodiscard]] Sender peer() const { return other(facts.own.self); }
    [[nodiscard]] const Observation& seen() const { return facts.seen; }
    // plain_alert tells that the alert which ended the handshake came from the other end, in plain
    // text: anyone on the way can send it.
    [[nodiscard]] bool plain_alert() const;
    // warning is the last warning before the alert that ended it, from the other end than its
    // sender; where none ended it, from either.
    [[nodiscard]] const ObservedAlert* warning() const;

  private:
    void look_at_suites();
};

// signs_with_sha1_alone tells of a hello that TLS 1.2 has to be signed for with SHA-1 or MD5: by
// its list, or because it has none.
[[nodiscard]] bool signs_with_sha1_alone(const ClientHello& hello);

}  // namespace tlsmatrix::account
