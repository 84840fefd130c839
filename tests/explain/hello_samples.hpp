// Hellos made by hand, for tests.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tlsmatrix::explain {

using Octets = std::vector<std::uint8_t>;

inline void put16(Octets& out, std::size_t value) {
    out.push_back(static_cast<std::uint8_t>(value >> 8U));
    out.push_back(static_cast<std::uint8_t>(value));
}

inline void put_block(Octets& out, const Octets& block) {
    put16(out, block.size());
    out.insert(out.end(), block.begin(), block.end());
}

inline Octets codes_of(const std::vector<std::uint16_t>& codes) {
    Octets out;
    for (const std::uint16_t code : codes) {
        put16(out, code);
    }
    return out;
}

using Extensions = std::vector<std::pair<std::uint16_t, Octets>>;

// groups_and_keys are what 1.3 asks for beside the versions: X25519 with a share, and schemes.
inline Extensions groups_and_keys() {
    Octets share{0, 36, 0, 29, 0, 32};
    share.insert(share.end(), 32, 9);
    return {{10, {0, 4, 0, 29, 0, 23}}, {13, {0, 6, 4, 3, 8, 4, 4, 1}}, {51, share}};
}

struct HelloSample {
    std::uint16_t legacy_version = 0x0303;
    std::vector<std::uint16_t> suites{0x1301, 0xc02f, 0xc014};
    std::vector<std::uint16_t> versions = {};  // empty: no supported_versions
    Extensions more = {};

    [[nodiscard]] Octets message() const {
        Octets body;
        put16(body, legacy_version);
        body.insert(body.end(), 32, 0x77);
        body.push_back(0);
        put_block(body, codes_of(suites));
        body.insert(body.end(), {1, 0});
        Octets extensions;
        if (!versions.empty()) {
            put16(extensions, 43);
            put16(extensions, versions.size() * 2 + 1);
            extensions.push_back(static_cast<std::uint8_t>(versions.size() * 2));
            const Octets codes = codes_of(versions);
            extensions.insert(extensions.end(), codes.begin(), codes.end());
        }
        for (const auto& [type, content] : more) {
            put16(extensions, type);
            put_block(extensions, content);
        }
        if (!extensions.empty()) {
            put_block(body, extensions);
        }
        Octets all{1, 0};
        put_block(all, body);
        return all;
    }

    // record cuts the message into records of `most` bytes.
    [[nodiscard]] Octets record(std::size_t most = 16'384) const {
        const Octets all = message();
        Octets out;
        for (std::size_t i = 0; i < all.size(); i += most) {
            const std::size_t end = std::min(all.size(), i + most);
            out.insert(out.end(), {22, 3, 1});
            put_block(out, {all.begin() + static_cast<std::ptrdiff_t>(i),
                            all.begin() + static_cast<std::ptrdiff_t>(end)});
        }
        return out;
    }
};

inline std::string raw(const Octets& bytes) {
    return {bytes.begin(), bytes.end()};
}

inline std::string hex(const Octets& bytes, std::string_view between = "") {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : bytes) {
        text += text.empty() ? "" : between;
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

}  // namespace tlsmatrix::explain
