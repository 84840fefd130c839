// Access lines: a template of nginx's variables and ours, compiled once, filled for each entry.
//   LogFormat format = LogFormat::parse("report").value();
//   format.append(entry, line);
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/base/text_buffer.hpp>
#include <tlsmatrix/server/access_entry.hpp>

namespace tlsmatrix::server {

// LogFormat is a compiled template. Immutable; copies share it, threads may use one at once.
//
// The names it knows:
//   report    "$request" $status $body_bytes_sent $ssl_protocol/$ssl_cipher "$http_referer"
//             "$http_user_agent" $request_time <"$request_body"            (on one line)
//   combined  nginx's
//   json      one object a line, with these keys in this order, null where a value never came to
//   be:
//             time (UTC, milliseconds), listener, pinned (list), engine, peer (host:port), outcome,
//             version, cipher, group, resumed, alpn, offered (list, the client's order),
//             server_name, refused_by, alert, cause, advice, request {method, target, line},
//             status, body_bytes_sent, request_time (seconds), user_agent, referer, request_body.
//             Versions are spelled 1.1.
//
// A template holds $name or ${name}, and $$ for a dollar sign. The variables are nginx's of the
// same name, listed in log_facts.cpp, any request header as $http_NAME, and ours: $tls_outcome,
// $tls_refused_by, $tls_alert, $tls_offered, $tls_pinned, $tls_cause, $tls_advice, $tls_engine,
// $tls_listener. Values are escaped as nginx escapes them (base/escape.hpp); an absent or empty one
// is `-`. Dates are UTC. $request_body and request_body are the first 1,024 bytes of the body, with
// `...` behind them where there was more. Behind each line of a listener that misbehaves on purpose
// stands ` tls_behaviour=NAME`, unless the format has a $tls_ variable of its own.
class LogFormat {
  public:
    // parse takes a name or a template. An Error says what is wrong with it; for an unknown
    // variable or name it gives the nearest known one.
    [[nodiscard]] static Result<LogFormat> parse(std::string_view text);

    // append adds the entry's line, its newline included, to `line`; the first form allocates only
    // where `line` has to grow. Every value is escaped, so one entry is one line whatever the
    // client sent. An entry of a connection that came to no request and no answer gets our
    // variables behind it, unless the format has a $tls_ variable of its own or is json, which
    // always has them. Its $tls_outcome is `closed` where the handshake itself had completed.
    void append(const AccessEntry& entry, TextBuffer& line) const;
    void append(const AccessEntry& entry, std::string& line) const;

  private:
    struct Compiled;
    explicit LogFormat(std::shared_ptr<const Compiled> compiled);
    std::shared_ptr<const Compiled> compiled_;
};

}  // namespace tlsmatrix::server
