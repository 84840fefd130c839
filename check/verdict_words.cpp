#include <algorithm>
#include <array>

#include <fmt/format.h>

#include <tlsmatrix/check/check_report.hpp>

namespace tlsmatrix::check {
namespace {

struct EndingName {
    Ending ending;
    std::string_view name;
};

constexpr std::array ending_names{
    EndingName{Ending::served, "served"},
    EndingName{Ending::no_request, "no_request"},
    EndingName{Ending::goes_on, "goes_on"},
    EndingName{Ending::failed, "failed"},
    EndingName{Ending::distrusted, "distrusted"},
    EndingName{Ending::refused, "refused"},
    EndingName{Ending::closed, "closed"},
    EndingName{Ending::no_shared_suite, "no_shared_suite"},
    EndingName{Ending::other_refusal, "other_refusal"},
    EndingName{Ending::before_hello, "before_hello"},
    EndingName{Ending::not_tls, "not_tls"},
    EndingName{Ending::never_connected, "never_connected"},
    EndingName{Ending::ambiguous, "ambiguous"},
    EndingName{Ending::hung, "hung"},
};

}  // namespace

std::string_view ending_name(Ending ending) {
    return std::find_if(ending_names.begin(), ending_names.end(),
                        [ending](const EndingName& each) { return each.ending == ending; })
        ->name;
}

std::string_view exit_word_name(ExitWord word) {
    switch (word) {
        case ExitWord::agrees:
            return "agrees";
        case ExitWord::claims_success:
            return "claims_success";
        case ExitWord::fails_after_success:
            return "fails_after_success";
    }
    return {};
}

std::optional<std::string> pin_fault(const Trial& trial, const TrialVerdict& verdict) {
    const auto pinned = trial.version();
    const auto spoken = verdict.version;
    if (!pinned || !spoken || *pinned == *spoken) {
        return std::nullopt;
    }
    return fmt::format(
        "the server pinned to {} spoke {}, so nothing can be judged: please report "
        "this",
        wire_name(*pinned), wire_name(*spoken));
}

std::string_view wait_end_name(Waited::End end) {
    constexpr std::array<std::string_view, 3> names{"complete", "timed_out", "interrupted"};
    return names[static_cast<std::size_t>(end)];
}

std::string describe(const process::Exit& exit) {
    if (exit.timed_out) {
        return "stopped at its deadline";
    }
    return exit.status ? fmt::format("exit {}", *exit.status)
                       : fmt::format("ended by signal {}", exit.signal.value_or(0));
}

}  // namespace tlsmatrix::check
