#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tlsmatrix/matrix/detail/record_splitter.hpp>

namespace tlsmatrix::matrix::record_splitter_test {
namespace {

using Bytes = RecordSplitter::Bytes;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(RecordSplitter, MakesARecordOfEachByteOfAHandshake) {
    RecordSplitter splitter;
    EXPECT_THAT(splitter.feed(Bytes{22, 3, 1, 0, 2, 7, 8}),
                ElementsAre(Bytes{22, 3, 1, 0, 1, 7}, Bytes{22, 3, 1, 0, 1, 8}));
}

TEST(RecordSplitter, WaitsForTheWholeOfARecordHoweverItComes) {
    RecordSplitter splitter;
    EXPECT_THAT(splitter.feed(Bytes{22, 3}), IsEmpty());
    EXPECT_THAT(splitter.feed(Bytes{1, 0, 2, 7}), IsEmpty());
    EXPECT_THAT(splitter.feed(Bytes{8, 21}),
                ElementsAre(Bytes{22, 3, 1, 0, 1, 7}, Bytes{22, 3, 1, 0, 1, 8}));
}

TEST(RecordSplitter, LeavesAlertsAndEncryptedRecordsWhole) {
    RecordSplitter splitter;
    EXPECT_THAT(splitter.feed(Bytes{21, 3, 1, 0, 2, 2, 70, 23, 3, 3, 0, 3, 1, 2, 3}),
                ElementsAre(Bytes{21, 3, 1, 0, 2, 2, 70}, Bytes{23, 3, 3, 0, 3, 1, 2, 3}));
}

TEST(RecordSplitter, CutsNothingBehindChangeCipherSpec) {
    RecordSplitter splitter;
    EXPECT_THAT(splitter.feed(Bytes{20, 3, 3, 0, 1, 1, 22, 3, 3, 0, 2, 9, 9}),
                ElementsAre(Bytes{20, 3, 3, 0, 1, 1}, Bytes{22, 3, 3, 0, 2, 9, 9}));
}

TEST(RecordSplitter, LetsPassWhatIsNoTls) {
    RecordSplitter splitter;
    EXPECT_THAT(splitter.feed(Bytes{'G', 'E', 'T'}), ElementsAre(Bytes{'G', 'E', 'T'}));
    EXPECT_THAT(splitter.feed(Bytes{22, 3, 1, 0, 1}), ElementsAre(Bytes{22, 3, 1, 0, 1}));
}

}  // namespace
}  // namespace tlsmatrix::matrix::record_splitter_test
