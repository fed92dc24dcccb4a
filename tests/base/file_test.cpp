#include "gsmcfg/base/file.hpp"

#include "gsmcfg/base/digest.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

#include <cstdlib>

namespace gsmcfg::base {
namespace {

class FileTest : public testing::Test {
protected:
    FileTest() {
        std::string name = (std::filesystem::temp_directory_path() / "gsmcfg-file-XXXXXX").string();
        folder_ = mkdtemp(name.data());
    }
    ~FileTest() override { std::filesystem::remove_all(folder_); }
    std::filesystem::path folder_;
};

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 07777U : 0;
}

TEST_F(FileTest, PieceByPieceItIsThereWholeOrNotAtAll) {
    const auto path = folder_ / "a";
    {
        auto writer = FileWriter::create(path, 0600);
        ASSERT_TRUE(writer);
        EXPECT_TRUE(writer->write("lost"));
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder_)) << "not finished";
    auto writer = FileWriter::create(path, 0600);
    ASSERT_TRUE(writer);
    std::string whole;
    for (int i = 0; i < 50000; ++i) {
        const auto piece = std::to_string(i) + "\n";
        whole += piece;
        ASSERT_TRUE(writer->write(piece));
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    ASSERT_TRUE(writer->finish());
    EXPECT_EQ(*read_file(path), whole);
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(FileWriter::create(folder_ / "none" / "a").error().code, ErrorCode::not_found);
}

TEST_F(FileTest, IsWrittenAndReadWhole) {
    const auto path = folder_ / "a";
    const std::string text(200000, 'x');
    ASSERT_TRUE(write_file(path, text));
    EXPECT_EQ(*read_file(path), text);
    EXPECT_EQ(mode_of(path), 0644U);
    ASSERT_TRUE(write_file(path, std::string_view("a\0b", 3), 0600));
    EXPECT_EQ(read_file(path)->size(), 3U);
    EXPECT_EQ(mode_of(path), 0600U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1) << "no temporary file is left";
}

TEST_F(FileTest, FailsWithAKind) {
    EXPECT_EQ(read_file(folder_ / "none").error().code, ErrorCode::not_found);
    EXPECT_EQ(read_file(folder_).error().code, ErrorCode::io);
    EXPECT_EQ(write_file(folder_ / "none" / "a", "x").error().code, ErrorCode::not_found);
}

TEST_F(FileTest, OfASecretMustBeItsOwnersAlone) {
    const auto path = folder_ / "secret";
    ASSERT_TRUE(write_file(path, "pw 1 \r\n", 0600));
    EXPECT_EQ(read_secret_file(path)->reveal(), "pw 1 ") << "one line end is cut, blanks are not";
    ASSERT_TRUE(write_file(path, "pw\n\n", 0600));
    EXPECT_EQ(read_secret_file(path)->reveal(), "pw\n");
    for (const unsigned mode : {0640U, 0604U, 0644U}) {
        ASSERT_TRUE(write_file(path, "pw", mode));
        const auto secret = read_secret_file(path);
        ASSERT_FALSE(secret) << mode;
        EXPECT_EQ(secret.error().code, ErrorCode::permission);
        EXPECT_NE(secret.error().detail.find("chmod 600"), std::string::npos);
    }
}

TEST(Digest, IsSha256) {
    EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace gsmcfg::base
