#include <gmock/gmock.h>

#include <tlsmatrix/cli/unknown_word.hpp>

namespace tlsmatrix::cli::unknown_word_test {
namespace {

struct Parser {
    CLI::App app{"", "tlsmatrix"};
    std::string text;
    std::vector<std::string> texts;
    bool flag = false;

    Parser() {
        CLI::App* check = app.add_subcommand("check", "");
        check->add_option("--require", text, "");
        check->add_option("--report", texts, "");
        check->add_option("command", texts, "")->type_name("COMMAND");
        CLI::App* ask = app.add_subcommand("ask", "");
        ask->add_flag("-k,--insecure", flag, "");
        ask->add_option("-d,--data", text, "");
        ask->add_option("URL", text, "");
        app.add_subcommand("hidden", "")->group("");
    }
};

struct Case {
    std::vector<std::string> words;
    const char* complaint;  // empty: none
};

TEST(UnknownWord, IsTheFirstThatThereIsNotAndNoNeighbour) {
    const Case cases[] = {
        {{}, ""},
        {{"check", "--require", "1.2+", "--", "curl", "--requires"}, ""},
        {{"check", "--requires", "1.2+", "--", "curl", "{url}"},
         "unknown flag '--requires' of 'tlsmatrix check': did you mean --require?"},
        {{"check", "--requires=1.2+", "--", "curl"},
         "unknown flag '--requires' of 'tlsmatrix check': did you mean --require?"},
        {{"check", "curl", "-sS", "{url}"},
         "unknown flag '-sS' of 'tlsmatrix check': put the command and its arguments behind --"},
        {{"check", "--zzzzzzz"},
         "unknown flag '--zzzzzzz' of 'tlsmatrix check': put the command and its arguments behind "
         "--"},
        {{"check", "--zzzzzzz", "--", "curl"}, "unknown flag '--zzzzzzz' of 'tlsmatrix check'"},
        {{"check", "--insecure", "--", "curl"},
         "unknown flag '--insecure' of 'tlsmatrix check', which belongs to 'ask'"},
        {{"--data", "x", "ask"},
         "unknown flag '--data' of 'tlsmatrix': write it behind the command: tlsmatrix ask "
         "--data"},
        {{"ask", "-insecure"},
         "unknown flag '-insecure' of 'tlsmatrix ask': did you mean --insecure?"},
        {{"check", "--requirement", "1.2", "--", "curl"},
         "unknown flag '--requirement' of 'tlsmatrix check': did you mean --require?"},
        {{"check", "--junitxml", "a.xml", "--", "curl"},
         "unknown flag '--junitxml' of 'tlsmatrix check': did you mean --report junit=FILE?"},
        {{"ask", "--junitxml", "a.xml"}, "unknown flag '--junitxml' of 'tlsmatrix ask'"},
        {{"check", "--require", "--nonsense"}, ""},  // its value, as the parser sees it
        {{"ask", "-kd", "--nonsense", "-k"}, ""},
        {{"ask", "-dTEXT", "-k", "url"}, ""},
        {{"ask", "-kx"}, "unknown flag '-x' of 'tlsmatrix ask'"},
        {{"ask", "--insecur"},
         "unknown flag '--insecur' of 'tlsmatrix ask': did you mean --insecure?"},
        {{"ask", "--qqqqqqqqqqqqqq"}, "unknown flag '--qqqqqqqqqqqqqq' of 'tlsmatrix ask'"},
        {{"kheck"}, "unknown command 'kheck': did you mean check?"},
        {{"hiddn"}, "unknown command 'hiddn'"},
        {{"s_client"}, "unknown command 's_client': did you mean request?"},
        {{"hidden"}, ""},
        {{"--kheck"}, "unknown flag '--kheck' of 'tlsmatrix'"},
    };
    const Parser parser;
    for (const Case& each : cases) {
        EXPECT_EQ(unknown_word(parser.app, each.words).value_or(""), each.complaint)
            << ::testing::PrintToString(each.words);
    }
}

}  // namespace
}  // namespace tlsmatrix::cli::unknown_word_test
