// The account of a handshake, of any features in any company: its properties hold.
#include "tests/tls/account/generated.hpp"
#include "tests/tls/account/properties.hpp"

#include "fuzz/demand.hpp"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace tlsmatrix;
    account_test::Features features{};
    std::copy_n(data, std::min(size, features.size()), features.begin());
    const account_test::Generated made(features);
    const account::Facts facts = made.facts();
    const Account told = account::of(facts);
    const auto broken = account_test::broken_property(facts, told);
    fuzz::demand(!broken, broken.value_or(""));
    fuzz::demand(fuzz::is_printable(told.sentence) && fuzz::is_printable(told.advice),
                 "an account is one printable line");
    return 0;
}
