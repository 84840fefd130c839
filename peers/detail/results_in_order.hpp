// Internal. Results come as they are ready, and go out in the order of the cells.
#pragma once

#include <map>

#include <tlsmatrix/matrix/matrix_runner.hpp>

namespace tlsmatrix::peers {

// ResultsInOrder refers to what it is made of.
class ResultsInOrder {
  public:
    ResultsInOrder(const matrix::RunOptions& options, const matrix::Taker& take)
        : options_(options), take_(take) {}

    void add(std::size_t index, matrix::CellResult result) {
        waiting_.emplace(index, std::move(result));
        ++done_;
        for (auto it = waiting_.begin(); it != waiting_.end() && it->first == handed_out_;
             it = waiting_.erase(it)) {
            take_(std::move(it->second));
            ++handed_out_;
        }
        if (options_.progress) {
            options_.progress(done_);
        }
    }
    // hand_out_rest is for a run that was interrupted: some wait behind one that was never driven.
    void hand_out_rest() {
        for (auto& [index, result] : waiting_) {
            take_(std::move(result));
        }
        waiting_.clear();
    }

  private:
    const matrix::RunOptions& options_;
    const matrix::Taker& take_;
    std::map<std::size_t, matrix::CellResult> waiting_;
    std::size_t handed_out_ = 0;
    std::size_t done_ = 0;
};

}  // namespace tlsmatrix::peers
