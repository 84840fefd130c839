#include <tlsmatrix/cli/program.hpp>

int main(int argc, char** argv) {
    return tlsmatrix::cli::run(argc, argv);
}
