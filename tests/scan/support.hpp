// What a server would send, put together by hand, and a server that is a function.
#pragma once

#include <functional>
#include <string>

#include "tests/support/bytes.hpp"
#include <tlsmatrix/scan/answer.hpp>
#include <tlsmatrix/scan/offer.hpp>
#include <tlsmatrix/tls/protocol_version.hpp>

namespace tlsmatrix::scan {

constexpr std::uint16_t tls_1_0 = 0x0301;
constexpr std::uint16_t tls_1_1 = 0x0302;
constexpr std::uint16_t tls_1_2 = 0x0303;
constexpr std::uint16_t tls_1_3 = 0x0304;

inline Answer hello(std::uint16_t version, std::uint16_t suite,
                    DowngradeSentinel sentinel = DowngradeSentinel::none) {
    return ServerHello{version, suite, sentinel, false};
}

inline Answer alert(std::uint8_t description) {
    return Alert{description, AlertLevel::fatal, Sender::server};
}

// server_hello_message is a ServerHello without extensions.
inline tlsmatrix::Bytes server_hello_message(std::uint16_t version, std::uint16_t suite) {
    return handshake_message(
        2, joined({number(version, 2), tlsmatrix::Bytes(32, 0xab), {0}, number(suite, 2), {0}}));
}

inline tlsmatrix::Bytes alert_record(std::uint8_t level, std::uint8_t description) {
    return record_bytes(21, {level, description});
}

// FakeServer answers an offer at one version.
using FakeServer = std::function<Answer(const Offer&)>;

}  // namespace tlsmatrix::scan
