#include <array>

#include <fmt/format.h>
#include <openssl/err.h>

#include <tlsmatrix/base/result.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>

namespace tlsmatrix {

std::string take_openssl_reason() {
    const unsigned long code = ERR_peek_error();
    std::string reason = "unknown error";
    if (code != 0) {
        if (const char* text = ERR_reason_error_string(code)) {
            reason = text;
        } else {
            std::array<char, 256> buffer{};
            ERR_error_string_n(code, buffer.data(), buffer.size());
            reason = buffer.data();
        }
    }
    ERR_clear_error();
    return reason;
}

int openssl_reason_number() {
    const unsigned long code = ERR_peek_error();
    return ERR_GET_LIB(code) == ERR_LIB_SSL ? ERR_GET_REASON(code) : 0;
}

void throw_openssl(std::string_view what) {
    throw SetupError(fmt::format("{}: {}", what, take_openssl_reason()));
}

}  // namespace tlsmatrix
