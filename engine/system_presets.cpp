#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <openssl/conf.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <tlsmatrix/base/input_file.hpp>
#include <tlsmatrix/engine/detail/config_way.hpp>
#include <tlsmatrix/engine/detail/disable_bits.hpp>
#include <tlsmatrix/engine/detail/new_context.hpp>
#include <tlsmatrix/engine/detail/openssl_pointers.hpp>
#include <tlsmatrix/engine/freed.hpp>
#include <tlsmatrix/engine/library.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>
#include <tlsmatrix/engine/system_presets.hpp>

namespace tlsmatrix {
namespace {

using ConfigPointer = std::unique_ptr<CONF, Freed<NCONF_free>>;
using ConfigCommandsPointer = std::unique_ptr<SSL_CONF_CTX, Freed<SSL_CONF_CTX_free>>;

struct NamedOption {
    std::uint64_t bit;
    std::string_view name;
};

constexpr std::array named_options{
    NamedOption{SSL_OP_NO_TLSv1, "NO_TLSv1"},
    NamedOption{SSL_OP_NO_TLSv1_1, "NO_TLSv1_1"},
    NamedOption{SSL_OP_NO_TLSv1_2, "NO_TLSv1_2"},
    NamedOption{SSL_OP_NO_TLSv1_3, "NO_TLSv1_3"},
    NamedOption{SSL_OP_NO_TICKET, "NO_TICKET"},
    NamedOption{SSL_OP_NO_RENEGOTIATION, "NO_RENEGOTIATION"},
    NamedOption{SSL_OP_NO_EXTENDED_MASTER_SECRET, "NO_EXTENDED_MASTER_SECRET"},
    NamedOption{SSL_OP_CIPHER_SERVER_PREFERENCE, "CIPHER_SERVER_PREFERENCE"},
    NamedOption{SSL_OP_PRIORITIZE_CHACHA, "PRIORITIZE_CHACHA"},
    NamedOption{SSL_OP_LEGACY_SERVER_CONNECT, "LEGACY_SERVER_CONNECT"},
    NamedOption{SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION, "ALLOW_UNSAFE_LEGACY_RENEGOTIATION"},
};

std::string default_file() {
    char* name = CONF_get1_default_config_file();
    std::string file = name == nullptr ? "" : name;
    OPENSSL_free(name);
    return file;
}

std::vector<Preset> written_presets(const CONF* config) {
    std::vector<Preset> presets;
    const auto found = way_of(config);
    if (found.size() <= config_way.size()) {
        return presets;
    }
    const char* section = found.back().c_str();
    const STACK_OF(CONF_VALUE)* lines = NCONF_get_section(config, section);
    ERR_clear_error();
    for (int i = 0; lines != nullptr && i < sk_CONF_VALUE_num(lines); ++i) {
        const CONF_VALUE* line = sk_CONF_VALUE_value(lines, i);
        presets.push_back({line->name, line->value});
    }
    return presets;
}

// OpenSSL goes on in silence after a preset that it does not understand, so each is tried by
// itself.
std::string misunderstood(const std::vector<Preset>& presets) {
    const SslContextPointer scratch = new_context(TLS_method());
    const ConfigCommandsPointer commands(SSL_CONF_CTX_new());
    SSL_CONF_CTX_set_ssl_ctx(commands.get(), scratch.get());
    SSL_CONF_CTX_set_flags(commands.get(), SSL_CONF_FLAG_FILE | SSL_CONF_FLAG_CLIENT |
                                               SSL_CONF_FLAG_SERVER | SSL_CONF_FLAG_CERTIFICATE);
    std::string trouble;
    for (const Preset& preset : presets) {
        // A prefix and a dot let one command stand there twice.
        const std::string name = preset.name.substr(preset.name.find('.') + 1);
        if (SSL_CONF_cmd(commands.get(), name.c_str(), preset.value.c_str()) <= 0) {
            trouble = fmt::format("OpenSSL does not take '{} = {}'", preset.name, preset.value);
            break;
        }
    }
    ERR_clear_error();
    return trouble;
}

constexpr std::size_t max_config_bytes = std::size_t{1} << 20U;

InputContent content_of(const std::string& path) {
    const FileDescriptor file = open_input(path);
    return file.is_open() ? read_input(file, max_config_bytes)
                          : InputContent{{}, InputContent::Fault::unreadable, errno};
}

std::string trouble_with(const InputContent& content) {
    switch (content.fault) {
        case InputContent::Fault::too_large:
            return "it is larger than 1 MiB";
        case InputContent::Fault::too_late:
            return "it has no end";
        case InputContent::Fault::none:
        case InputContent::Fault::unreadable:
            break;
    }
    return fmt::format("it cannot be read ({})", std::generic_category().message(content.error));
}

void read_words(SystemPresets& presets) {
    if (presets.file.empty()) {
        return;
    }
    const InputContent content = content_of(presets.file);
    presets.exists = content.error != ENOENT;
    if (content.fault != InputContent::Fault::none) {
        // A machine may well do without the one in OpenSSL's own directory.
        presets.trouble =
            presets.exists || presets.from_environment ? trouble_with(content) : std::string();
        return;
    }
    const ConfigPointer config(NCONF_new(nullptr));
    const BioPointer source(
        BIO_new_mem_buf(content.bytes.data(), static_cast<int>(content.bytes.size())));
    long line = 0;
    if (NCONF_load_bio(config.get(), source.get(), &line) != 1) {
        const std::string reason = take_openssl_reason();
        presets.trouble = line > 0 ? fmt::format("line {}: {}", line, reason) : reason;
        return;
    }
    const char* diagnostics = config_value(config.get(), "default", "config_diagnostics");
    presets.diagnostics = diagnostics != nullptr && std::string_view(diagnostics) != "0";
    presets.written = written_presets(config.get());
    presets.unreached = find_unreached_section(content.bytes, config.get());
    presets.trouble = misunderstood(presets.written);
}

bool is_within(int version, long lowest, long highest) {
    return (lowest == 0 || version >= lowest) && (highest == 0 || version <= highest);
}

void read_effect(SystemPresets& presets) {
    std::string trouble;
    const SslContextPointer context = new_context_of_others(TLS_method(), trouble);
    if (context == nullptr) {
        presets.allows_contexts = false;
        if (presets.trouble.empty()) {
            presets.trouble = trouble;
        }
        return;
    }
    const std::uint64_t options = SSL_CTX_get_options(context.get());
    for (const DisableBit& bit : disable_bits) {
        if (can_speak(bit.version) && (options & bit.option) == 0 &&
            is_within(static_cast<int>(bit.version), SSL_CTX_get_min_proto_version(context.get()),
                      SSL_CTX_get_max_proto_version(context.get()))) {
            presets.enabled.insert(bit.version);
        }
    }
    presets.security_level = SSL_CTX_get_security_level(context.get());
    for (const NamedOption& option : named_options) {
        if ((options & option.bit) != 0) {
            presets.options.emplace_back(option.name);
        }
    }
}

}  // namespace

SystemPresets read_system_presets() {
    SystemPresets presets;
    presets.file = default_file();
    presets.from_environment = std::getenv("OPENSSL_CONF") != nullptr;
    read_words(presets);
    read_effect(presets);
    return presets;
}

}  // namespace tlsmatrix
