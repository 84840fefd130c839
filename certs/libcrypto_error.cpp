#include <fmt/format.h>
#include <openssl/err.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/certs/libcrypto_error.hpp>

namespace tlsmatrix::certs {
namespace {

// reason_text adds the data of an error where it is text: there OpenSSL names the offending value.
std::string reason_text(unsigned long code, const char* data, int flags) {
    const char* reason = ERR_reason_error_string(code);
    const std::string text = reason != nullptr ? reason : fmt::format("error {:#x}", code);
    const bool has_text = (flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0';
    return has_text ? fmt::format("{} ({})", text, data) : text;
}

}  // namespace

std::string openssl_error_text() {
    std::string text;
    const char* data = nullptr;
    int flags = 0;
    while (const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
        text += (text.empty() ? "" : "; ") + reason_text(code, data, flags);
    }
    return text.empty() ? "no reason given" : text;
}

void throw_openssl_error(std::string_view task) {
    throw SetupError(fmt::format("OpenSSL cannot {}: {}", task, openssl_error_text()));
}

}  // namespace tlsmatrix::certs
