#include <boost/json.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/explain/hello_samples.hpp"
#include <tlsmatrix/explain/explain_hello.hpp>
#include <tlsmatrix/explain/hello_parts.hpp>

namespace tlsmatrix::explain::hello_test {
namespace {

const HelloSample modern{.versions = {0x0304, 0x0303}};

// dump is what Wireshark copies: an offset, sixteen bytes, their characters.
std::string dump(const Octets& bytes, std::string_view offset_form, bool grouped = false) {
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 16) {
        text += offset_form == "wireshark" ? fmt::format("{:04x}   ", i)
                : offset_form == "xxd"     ? fmt::format("{:08x}: ", i)
                                           : fmt::format("{:08x}  ", i);
        std::string row;
        std::string letters;
        for (std::size_t j = i; j < std::min(i + 16, bytes.size()); ++j) {
            row += fmt::format("{:02x}", bytes[j]);
            row += grouped && j % 2 == 0 ? "" : " ";
            row += offset_form == "hexdump" && j % 16 == 7 ? " " : "";
            letters += bytes[j] >= 0x20 && bytes[j] < 0x7F ? static_cast<char>(bytes[j]) : '.';
        }
        text += fmt::format("{:<50}{}\n", row, letters);
    }
    return text;
}

Octets in_a_packet() {
    Octets bytes(66, 0x45);
    const Octets record = modern.record();
    bytes.insert(bytes.end(), record.begin(), record.end());
    return bytes;
}

TEST(HelloBytesTest, test_every_way_of_writing_gives_the_same_hello) {
    const Octets record = modern.record();
    const std::string digits = hex(record);
    const std::string base64 =
        "FgMBADwBAAA4AwN3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3dwAABhMBwC/AFAEAAAkAKwAFBAMEAwM=";
    struct Case {
        const char* name;
        std::string text;
        std::string form;
    };
    for (const Case& each : std::vector<Case>{
             {"raw", raw(record), "raw bytes"},
             {"message alone", raw(modern.message()), "raw bytes"},
             {"digits", digits + "\n", "hexadecimal digits"},
             {"digits of the message", hex(modern.message()), "hexadecimal digits"},
             {"colons", hex(record, ":"), "hexadecimal digits"},
             {"blanks", hex(record, " "), "hexadecimal digits"},
             {"of C", "{0x" + hex(record, ", 0x") + "};", "hexadecimal digits"},
             {"escapes", "\"\\x" + hex(record, "\\x") + "\"", "hexadecimal digits"},
             {"Wireshark", dump(record, "wireshark"), "a dump with offsets"},
             {"xxd", dump(record, "xxd", true), "a dump with offsets"},
             {"hexdump -C", dump(record, "hexdump"), "a dump with offsets"},
             {"a whole packet", dump(in_a_packet(), "wireshark"), "a dump with offsets"},
             {"small records", raw(modern.record(7)), "raw bytes"},
             {"s_client -msg",
              ">>> TLS 1.0, RecordHeader [length 0005]\n    16 03 01 00 3c\n"
              ">>> TLS 1.3, Handshake [length 0047], ClientHello\n    " +
                  hex(modern.message(), " ") + "\n<<< TLS 1.2\n    15 03\n",
              "messages of openssl s_client -msg"},
             {"base64", base64, "base64"},
         }) {
        SCOPED_TRACE(each.name);
        const auto hello = read_hello(each.text);
        ASSERT_TRUE(hello) << hello.error().message;
        EXPECT_EQ(hello->message, modern.message());
        EXPECT_EQ(hello->form, each.form);
    }
}

TEST(HelloBytesTest, test_what_is_no_hello_is_told_as_what_it_is) {
    Octets short_record = modern.record();
    short_record.resize(40);
    Octets broken = modern.message();
    broken[38] = 200;  // the session id ends beyond the message
    for (const auto& [text, needle] : std::vector<std::pair<std::string, std::string>>{
             {"", "no bytes"},
             {"nothing of the kind!", "no ClientHello"},
             {"GET / HTTP/1.1\r\n", "plain HTTP"},
             {raw(short_record), "cut short: 35 of its 60 bytes"},
             {hex(short_record), "cut short"},
             {hex(broken), "a length in it does not fit"},
             {"16 03 03 00 04 02 00 00 00", "ServerHello"},
             {"02 00 00 00", "ServerHello"},
             {"15 03 03 00 02 02 46", "protocol_version"},
             {"17 03 03 00 02 02 46", "application data"},
             {"16 03 01 00 01 0b", "type 11"},
             {"1603", "no ClientHello"},
         }) {
        SCOPED_TRACE(text);
        const auto hello = read_hello(text);
        ASSERT_FALSE(hello);
        EXPECT_NE(hello.error().message.find(needle), std::string::npos) << hello.error().message;
    }
}

std::string told_of(const HelloSample& sample) {
    const Telling telling = explain_hello(read_hello(raw(sample.record())).value());
    std::string text = telling.headline + "\n";
    for (const Finding& each : telling.findings) {
        text += fmt::format("{}: {}\n", topic_name(each.topic), each.text);
    }
    return text;
}

TEST(ExplainHelloTest, test_each_property_is_told_where_it_is_and_nowhere_else) {
    Octets outer{0, 0, 1, 0, 1, 7, 0, 1, 9, 0, 3, 1, 2, 3};
    struct Case {
        const char* name;
        HelloSample sample;
        std::vector<std::string> told;
        std::vector<std::string> untold;
    };
    for (const Case& each : std::vector<Case>{
             {"a lower bound",
              modern,
              {"offers TLSv1.3,TLSv1.2\n", "Its lower bound is TLSv1.2", "first record (TLSv1)",
               "legacy_version (TLSv1.2)", "names no server"},
              {"hole", "SCSV", "GREASE", "ECH"}},
             {"no lower bound",
              {.legacy_version = 0x0302},
              {"at most TLSv1.1", "does_not_prove: Whether the client accepts less"},
              {"Its lower bound", "by its legacy_version"}},
             {"a hole",
              {.versions = {0x0304, 0x0302}},
              {"with a hole", "TLSv1.2 is not offered"},
              {}},
             {"grease", {.suites = {0x0a0a, 0xc02f}, .versions = {0x3a3a, 0x0303}}, {"GREASE"}, {}},
             {"scsv", {.suites = {0xc02f, 0x5600}}, {"TLS_FALLBACK_SCSV"}, {}},
             {"no suite",
              {.suites = {0x1301}, .versions = {0x0304, 0x0303}},
              {"TLSv1.2 cannot be negotiated"},
              {}},
             {"outer",
              {.versions = {0x0304}, .more = {{0xfe0d, outer}}},
              {"3 bytes encrypted"},
              {}},
             {"inner", {.versions = {0x0304}, .more = {{0xfe0d, {1}}}}, {"inner hello of ECH"}, {}},
             {"broken ech", {.versions = {0x0304}, .more = {{0xfe0d, {0, 1}}}}, {"malformed"}, {}},
             {"a name",
              {.more = {{0, {0, 6, 0, 0, 3, 'a', 27, 'b'}}}},
              {"server name 'a\\x1Bb'"},
              {"names no server"}},
             {"sslv3", {.legacy_version = 0x0300}, {"at most SSLv3"}, {}},
             {"unknown versions",
              {.versions = {0x7f1c}},
              {"No version from TLSv1"},
              {"lower bound is"}},
         }) {
        SCOPED_TRACE(each.name);
        const std::string text = told_of(each.sample);
        for (const std::string& needle : each.told) {
            EXPECT_NE(text.find(needle), std::string::npos) << needle << "\n" << text;
        }
        for (const std::string& needle : each.untold) {
            EXPECT_EQ(text.find(needle), std::string::npos) << needle << "\n" << text;
        }
    }
}

TEST(ExplainHelloTest, test_the_answers_are_those_of_the_rule) {
    HelloSample whole = modern;
    whole.more = groups_and_keys();
    const auto answers = hello_answers(read_hello(raw(whole.record())).value(), all_version_sets());
    ASSERT_EQ(answers.size(), 15U);
    EXPECT_EQ(boost::json::serialize(answers[0]),
              R"({"versions":["1.0"],"chosen":null,"alert":"protocol_version","warns_of":null,)"
              R"("words":"it refuses with protocol_version"})");
    EXPECT_EQ(boost::json::serialize(answers[14].at("words")), R"("it chooses TLSv1.3")");
}

TEST(ExplainHelloTest, test_no_version_is_chosen_of_a_hello_that_lacks_what_it_takes) {
    HelloSample lacking = modern;
    lacking.suites.push_back(0x009c);
    const auto answers = hello_answers(read_hello(raw(lacking.record())).value(),
                                       {{ProtocolVersion::tls_1_3}, {ProtocolVersion::tls_1_2}});
    EXPECT_EQ(boost::json::serialize(answers[0]),
              R"({"versions":["1.3"],"chosen":null,"alert":"missing_extension","warns_of":null,)"
              R"("words":"it refuses with missing_extension: TLSv1.3 would be its choice, but it )"
              R"(has no signature_algorithms"})");
    EXPECT_EQ(answers[1].at("chosen"), "1.2");
}

TEST(ExplainHelloTest, test_the_details_are_those_of_the_hello) {
    const auto details = hello_details(read_hello(raw(modern.record())).value());
    EXPECT_EQ(details.at("lower_bound"), "1.2");
    EXPECT_EQ(details.at("record_version"), "0x0301");
    EXPECT_EQ(boost::json::serialize(details.at("cipher_suites")),
              R"(["TLS_AES_128_GCM_SHA256","ECDHE-RSA-AES128-GCM-SHA256","ECDHE-RSA-AES256-SHA"])");
}

}  // namespace
}  // namespace tlsmatrix::explain::hello_test
