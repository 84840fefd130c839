// For openssl_cells.cpp: the bytes of hellos that are older than TLS.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <vector>

namespace {

// Old hellos, without extensions. One of SSLv2's format may ask for TLS, as Java's did.
using Bytes = std::vector<unsigned char>;

constexpr std::array<unsigned char, 8> old_suites{0xc0, 0x09, 0xc0, 0x13, 0x00, 0x2f, 0x00, 0x0a};

void append(Bytes& bytes, std::initializer_list<unsigned> more) {
    for (const unsigned byte : more) {
        bytes.push_back(static_cast<unsigned char>(byte));
    }
}

Bytes hello_in_sslv2(unsigned version) {
    Bytes body;
    const bool is_sslv2 = version == 2;
    append(body, {1, version >> 8, version & 0xffU, 0, is_sslv2 ? 6U : 12U, 0, 0, 0, 16});
    if (is_sslv2) {
        append(body, {7, 0, 0xc0, 1, 0, 0x80});  // SSLv2's own kinds
    }
    for (size_t i = 0; !is_sslv2 && i < old_suites.size(); i += 2) {
        append(body, {0, old_suites[i], old_suites[i + 1]});
    }
    body.resize(body.size() + 16, 0x5a);
    Bytes record;
    append(record, {0x80U | static_cast<unsigned>(body.size() >> 8),
                    static_cast<unsigned>(body.size()) & 0xffU});
    record.insert(record.end(), body.begin(), body.end());
    return record;
}

Bytes hello_of_sslv3() {
    Bytes body;
    append(body, {3, 0});
    body.resize(body.size() + 32, 0x5a);
    append(body, {0, 0, static_cast<unsigned>(old_suites.size())});
    body.insert(body.end(), old_suites.begin(), old_suites.end());
    append(body, {1, 0});
    const auto size = static_cast<unsigned>(body.size());
    Bytes record;
    append(record, {22, 3, 0, 0, size + 4, 1, 0, 0, size});
    record.insert(record.end(), body.begin(), body.end());
    return record;
}

}  // namespace
