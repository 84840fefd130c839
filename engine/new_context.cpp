#include <mutex>
#include <thread>

#include <dlfcn.h>

#include <openssl/err.h>

#include <tlsmatrix/engine/detail/new_context.hpp>
#include <tlsmatrix/engine/openssl_error.hpp>

namespace tlsmatrix {
namespace {

// OpenSSL has these from 3.4 on, and the one that runs may be newer than the one of the headers.
using SetDiagnostics = void (*)(OSSL_LIB_CTX*, int);
using GetDiagnostics = int (*)(OSSL_LIB_CTX*);

SetDiagnostics setter() {
#if OPENSSL_VERSION_NUMBER >= 0x30400000L
    return OSSL_LIB_CTX_set_conf_diagnostics;
#else
    return reinterpret_cast<SetDiagnostics>(
        ::dlsym(RTLD_DEFAULT, "OSSL_LIB_CTX_set_conf_diagnostics"));
#endif
}

GetDiagnostics getter() {
#if OPENSSL_VERSION_NUMBER >= 0x30400000L
    return OSSL_LIB_CTX_get_conf_diagnostics;
#else
    return reinterpret_cast<GetDiagnostics>(
        ::dlsym(RTLD_DEFAULT, "OSSL_LIB_CTX_get_conf_diagnostics"));
#endif
}

void set_diagnostics(bool on) {
    static const SetDiagnostics set = setter();
    if (set != nullptr) {
        set(nullptr, on ? 1 : 0);
    }
}

// Loading is how reading openssl.cnf went, which happens once in a process.
struct Loading {
    std::string trouble;
    bool diagnostics = false;
};

const Loading& load_config() {
    static const Loading loading = [] {
        ERR_clear_error();
        Loading made;
        if (OPENSSL_init_ssl(0, nullptr) != 1) {
            made.trouble = take_openssl_reason();
        }
        const GetDiagnostics get = getter();
        made.diagnostics = get != nullptr && get(nullptr) != 0;
        set_diagnostics(false);
        return made;
    }();
    return loading;
}

}  // namespace

void forgive_thread() {
    thread_local const bool forgiven = [] {
        load_config();
        const bool fine = OPENSSL_init_ssl(0, nullptr) == 1;
        ERR_clear_error();
        return fine;
    }();
    static_cast<void>(forgiven);
}

SslContextPointer new_context(const SSL_METHOD* method) {
    forgive_thread();
    set_diagnostics(false);  // a file that was loaded since then may have switched them on
    return SslContextPointer(SSL_CTX_new(method));
}

SslContextPointer new_context_of_others(const SSL_METHOD* method, std::string& trouble) {
    static std::mutex one_at_a_time;
    const std::lock_guard lock(one_at_a_time);
    const Loading& loading = load_config();
    SslContextPointer context;
    if (!loading.trouble.empty()) {  // the first call of any other program fails as ours did
        trouble = loading.trouble;
        return context;
    }
    std::thread([&] {
        set_diagnostics(loading.diagnostics);
        context.reset(SSL_CTX_new(method));
        if (context == nullptr) {
            trouble = take_openssl_reason();
        }
        ERR_clear_error();
        set_diagnostics(false);
    }).join();
    return context;
}

}  // namespace tlsmatrix
