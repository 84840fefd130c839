// One cell: a client's set against a server's, and what came of it.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <tlsmatrix/client/receipt.hpp>
#include <tlsmatrix/matrix/named_end.hpp>
#include <tlsmatrix/rule/negotiation.hpp>
#include <tlsmatrix/tls/handshake_outcome.hpp>

namespace tlsmatrix::matrix {

// End is one side's configuration.
struct End {
    VersionSet versions;  // empty: of a program of which nothing is said
    Engine engine = Engine::exact;
    std::shared_ptr<const NamedEnd> named = nullptr;  // null: made of flags

    [[nodiscard]] std::string_view name() const { return named ? named->name : std::string_view(); }
    // program is nullptr where a set of ours stands.
    [[nodiscard]] const Program* program() const {
        return named && named->program ? &*named->program : nullptr;
    }

    // Two ends of one side are the same where their names are: a file has each once.
    friend bool operator==(const End& left, const End& right) {
        return left.versions == right.versions && left.engine == right.engine &&
               left.name() == right.name();
    }
};

// AxisWords are names of axes and their values, in order. Copies share them, since hundreds of
// cells have the same ones; a value, all the same.
class AxisWords {
  public:
    using Word = std::pair<std::string, std::string>;

    AxisWords() = default;
    AxisWords(std::initializer_list<Word> words) : AxisWords(std::vector<Word>(words)) {}
    explicit AxisWords(std::vector<Word> words) {
        if (!words.empty()) {
            words_ = std::make_shared<const std::vector<Word>>(std::move(words));
        }
    }

    [[nodiscard]] const Word* begin() const { return words_ ? words_->data() : nullptr; }
    [[nodiscard]] const Word* end() const { return begin() + size(); }
    [[nodiscard]] std::size_t size() const { return words_ ? words_->size() : 0; }
    [[nodiscard]] bool empty() const { return size() == 0; }

    friend bool operator==(const AxisWords& left, const AxisWords& right) {
        return left.words_ == right.words_ ||
               std::equal(left.begin(), left.end(), right.begin(), right.end());
    }

  private:
    std::shared_ptr<const std::vector<Word>> words_;  // null: none
};

// Cell is a configuration; what it has beside the two ends stands in axes.
struct Cell {
    End client;
    End server;
    AxisWords axes = {};

    // id reads `client=1.0,1.2/openssl server=1.1/openssl`, further axes as ` name=value` behind
    // it. An end of a matrix file stands there with its name: `client=app server=old`.
    [[nodiscard]] std::string id() const;
    // short_id is the same with sets in their compact form, whatever their names:
    // `client=1.0-1.2/exact
    // ...`.
    [[nodiscard]] std::string short_id() const;
    // ids is every form that filters and waivers match: of each end its name, its set,
    // and that in its compact form. The id comes first.
    [[nodiscard]] std::vector<std::string> ids() const;
    // has_program tells whether an end is a program; is_predicted, whether the rule can say
    // anything, which takes a set at both ends.
    [[nodiscard]] bool has_program() const {
        return client.program() != nullptr || server.program() != nullptr;
    }
    [[nodiscard]] bool is_predicted() const {
        return !client.versions.empty() && !server.versions.empty();
    }
};

// Verdict says whether a cell came out as predicted. Unsupported (this OpenSSL, or a program,
// cannot speak it), broken (the bench itself failed), predicted (nothing was driven) and observed
// (driven, with a program of which nothing was predicted) are never counted as passed.
enum class Verdict { passed, failed, unsupported, broken, predicted, observed };
inline constexpr Verdict verdicts[] = {Verdict::passed, Verdict::failed,    Verdict::unsupported,
                                       Verdict::broken, Verdict::predicted, Verdict::observed};

[[nodiscard]] std::string_view verdict_name(Verdict verdict);

// Sight is what one end saw; nullopt where it saw nothing at all.
using Sight = std::optional<HandshakeOutcome>;

// CellResult is a cell beside its prediction and both ends' words.
struct CellResult {
    Cell cell;
    Negotiation expected;
    Sight client;
    Sight server;
    std::vector<client::Attempt> attempts;
    std::string client_ended;  // how a client's program did: "exit 22"; empty: none was run
    Verdict verdict = Verdict::broken;
    std::string explanation;            // why it is not passed; empty where it is
    std::optional<std::string> waived;  // the reason given with --waive
    bool as_predicted = false;          // by the rule alone, whatever a matrix file expects
    std::vector<std::string> unmet;     // what a matrix file expects of it and was not so
    std::vector<std::string> causes;    // of a cell that failed: what both ends and the rule say
    std::string repeat;                 // the command that shows it again; empty: made of the cell
};

// is_problem tells whether a cell was driven and neither passed nor is waived.
[[nodiscard]] bool is_problem(const CellResult& result);

// Summary counts verdicts; waived cells are in none of the other counts but `cells`.
struct Summary {
    std::size_t cells = 0;
    std::size_t passed = 0;
    std::size_t failed = 0;
    std::size_t unsupported = 0;
    std::size_t broken = 0;
    std::size_t waived = 0;
    std::size_t predicted = 0;
    std::size_t observed = 0;
    std::size_t unmet = 0;  // of those that failed: as predicted, and not as a matrix file expects
    double seconds = 0;

    // problems counts the cells of which is_problem is true.
    [[nodiscard]] std::size_t problems() const { return failed + unsupported + broken; }
    // all_as_expected is false as long as a cell neither passed nor is waived, or none was run.
    // Where nothing was to be run, or nothing was predicted, there is nothing else to expect.
    [[nodiscard]] bool all_as_expected() const {
        return cells > 0 && passed + waived + predicted + observed == cells;
    }
};

// Shard is a part of a run: one of `count`, from 1 on, of a run that has `cells` in all.
struct Shard {
    std::size_t index = 1;
    std::size_t count = 1;
    std::size_t cells = 0;
    // plan and options are digests of the whole run's (run_digest.hpp): shards of one run have the
    // same ones.
    std::string plan = {};
    std::string options = {};
};

// Report is a run, or a shard of one.
struct Report {
    std::optional<Shard> shard;
    std::vector<CellResult> cells;
    Summary summary;
};

// count_of is the summary's count of a verdict.
[[nodiscard]] std::size_t& count_of(Summary& summary, Verdict verdict);

// count adds one cell to the summary.
void count(Summary& summary, const CellResult& result);

// summarize counts the cells; `seconds` is left at 0.
[[nodiscard]] Summary summarize(const std::vector<CellResult>& cells);

}  // namespace tlsmatrix::matrix
