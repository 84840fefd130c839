#include <algorithm>

#include <fmt/format.h>

#include <tlsmatrix/base/escape.hpp>
#include <tlsmatrix/relay/detail/message_words.hpp>
#include <tlsmatrix/tls/cipher_suite.hpp>

namespace tlsmatrix::relay {
std::string hello_words(const ClientHello& hello) {
    std::string words = fmt::format(
        "offers {}, {} cipher suites", hello.offered_words(),
        std::count_if(hello.cipher_suites.begin(), hello.cipher_suites.end(), is_cipher_suite));
    if (hello.server_name) {
        words += fmt::format(", for {}", escaped(*hello.server_name));
    }
    if (hello.has_fallback_scsv()) {
        words += ", with TLS_FALLBACK_SCSV";
    }
    return words;
}

std::string sentinel_name(DowngradeSentinel sentinel) {
    switch (sentinel) {
        case DowngradeSentinel::tls_1_1_or_below:
            return "tls_1_1_or_below";
        case DowngradeSentinel::tls_1_2:
            return "tls_1_2";
        case DowngradeSentinel::none:
            break;
    }
    return {};
}

std::string choice_words(const ServerHello& hello) {
    if (hello.hello_retry_request) {
        return fmt::format("asks for another hello, of {}", version_code_name(hello.version));
    }
    std::string words = fmt::format("chooses {}, {}", version_code_name(hello.version),
                                    suite_name(hello.cipher_suite));
    if (hello.sentinel != DowngradeSentinel::none) {
        words += fmt::format(", with the downgrade sentinel {}",
                             hello.sentinel == DowngradeSentinel::tls_1_2 ? "01" : "00");
    }
    return words;
}

std::string alert_words(const Alert& alert) {
    return fmt::format("{} ({})", alert_name(alert.description),
                       alert.level == AlertLevel::warning ? "warning"
                       : alert.level == AlertLevel::fatal
                           ? "fatal"
                           : fmt::format("level {}", static_cast<unsigned>(alert.level)));
}

}  // namespace tlsmatrix::relay
