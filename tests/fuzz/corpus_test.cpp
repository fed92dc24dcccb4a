// Every file of a fuzz target's corpus through the function that libFuzzer calls.
#include "fuzz_target.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace {

std::vector<std::filesystem::path> corpus() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(GSMCFG_CORPUS))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files);
    return files;
}

TEST(Corpus, HoldsItsInvariants) {
    const auto files = corpus();
    EXPECT_GE(files.size(), 6U);
    for (const auto& path : files) {
        SCOPED_TRACE(path.string());
        std::ifstream file(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
        // Cut anywhere it is no worse.
        for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 16) {
            LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), size);
        }
    }
}

}  // namespace
