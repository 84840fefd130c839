// What a cell with a program comes to, from what our own end saw: pure functions of facts.
//   judge_client(result, facts);  // the client is the program, and the server ours
#pragma once

#include <string>

#include <tlsmatrix/check/verdict.hpp>
#include <tlsmatrix/client/message.hpp>
#include <tlsmatrix/matrix/cell.hpp>

namespace tlsmatrix::peers {

// cannot is the exit status of a program that cannot do what it was asked for, as in BoringSSL's
// test runner.
inline constexpr int cannot = 89;

// judge_client sets what our server saw of a program, the verdict and its explanation. Where
// something was predicted, a version passes once a request was answered at it, or a handshake
// finished, where that is enough; and a refusal where it is about the version beyond doubt.
// Anything else has failed: it says what ended it.
void judge_client(matrix::CellResult& result, const check::TrialFacts& facts);

// judge_server does the same for a server: what our client saw of it. A refusal is about the
// version where it is protocol_version, by either end, or the downgrade sentinel's
// illegal_parameter.
void judge_server(matrix::CellResult& result, const client::Outcome& outcome);

// last_words is the last line that a program wrote, as a sentence behind another; empty without
// one.
[[nodiscard]] std::string last_words(const std::string& output);

}  // namespace tlsmatrix::peers
