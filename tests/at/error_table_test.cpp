#include "gsmcfg/at/error_table.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace gsmcfg::at {
namespace {

TEST(ErrorTable, ClassesOfCms) {
    const std::vector<std::pair<ErrorClass, std::vector<int>>> classes{
        {ErrorClass::message,
         {1, 10, 28, 30, 95, 96, 97, 98, 99, 128, 129, 130, 143, 144, 145, 159, 160, 161, 175, 176, 195, 196, 304, 305}},
        {ErrorClass::line_alarm, {8, 21, 29, 50, 69, 193, 330}},
        {ErrorClass::network, {17, 22, 27, 38, 41, 42, 47, 81, 111, 127, 192, 194, 212, 255, 331}},
        {ErrorClass::unknown, {332, 500, 512, 513}},
        {ErrorClass::done, {197}},
        {ErrorClass::rebuild, {198, 199}},
        {ErrorClass::storage, {208, 209, 211, 320, 321, 322}},
        {ErrorClass::busy, {301, 314, 515, 532, 535}},
        {ErrorClass::restart, {210, 213, 300, 302}},
        {ErrorClass::hold, {310, 311, 312, 313, 315, 316, 317, 318}},
        {ErrorClass::unsupported, {303, 340}},
    };
    std::size_t listed = 0;
    for (const auto& [kind, numbers] : classes) {
        for (const int number : numbers) {
            const ErrorEntry* entry = find_cms_error(number);
            ASSERT_NE(entry, nullptr) << number;
            EXPECT_EQ(entry->kind, kind) << number;
            ++listed;
        }
    }
    EXPECT_EQ(listed, cms_errors().size());
}

TEST(ErrorTable, Retries) {
    const std::vector<std::pair<int, std::optional<int>>> cases{
        {38, 3}, {81, 1}, {127, 2}, {255, 2}, {199, 1}, {600, 2}, {1, 0}, {77, 2}, {42, std::nullopt}, {332, std::nullopt}};
    for (const auto& [number, retries] : cases) EXPECT_EQ(describe_cms_error(number).max_retries, retries) << number;
}

TEST(ErrorTable, EveryEntryHelps) {
    for (const auto table : {cms_errors(), cme_errors()}) {
        EXPECT_TRUE(std::ranges::is_sorted(table, {}, &ErrorEntry::number));
        for (const ErrorEntry& entry : table) {
            EXPECT_FALSE(entry.meaning.empty()) << entry.number;
            EXPECT_FALSE(entry.advice.empty()) << entry.number;
            EXPECT_FALSE(name(entry.kind).empty()) << entry.number;
        }
    }
}

struct VendorCase {
    std::string make;
    std::string model;
    int number;
    ErrorClass kind;
};

TEST(ErrorTable, VendorsMeanOtherThings) {
    const std::vector<VendorCase> cases{
        {"Quectel", "EC25", 512, ErrorClass::unknown},
        {"Quectel", "EC25", 513, ErrorClass::unknown},
        {"Quectel", "EC25", 529, ErrorClass::line_alarm},
        {"Quectel_Ltd", "Quectel_M26", 512, ErrorClass::unknown},
        {"Quectel_Ltd", "M95", 513, ErrorClass::unknown},
        {"SIMCOM_Ltd", "SIMCOM_SIM800L", 513, ErrorClass::unknown},
        {"SIMCOM INCORPORATED", "SIM7600E", 513, ErrorClass::unknown},
        {"WAVECOM MODEM", "MULTIBAND  900E  1800", 512, ErrorClass::unknown},
        {"WAVECOM MODEM", "MULTIBAND  900E  1800", 514, ErrorClass::unknown},
        {"SIEMENS", "TC35i", 517, ErrorClass::message},
        {"ACME", "M1", 513, ErrorClass::unknown},
        {"WAVECOM MODEM", "MULTIBAND", 38, ErrorClass::network},
        {"", "", 332, ErrorClass::unknown},
    };
    for (const VendorCase& one : cases) {
        const ErrorEntry entry = describe_cms_error(one.number, one.make, one.model);
        EXPECT_EQ(entry.kind, one.kind) << one.make << " " << one.model << " " << one.number;
        EXPECT_EQ(entry.number, one.number);
        EXPECT_FALSE(entry.advice.empty());
    }
}

TEST(ErrorTable, Words) {
    EXPECT_EQ(cme_error_number("SIM not inserted"), 10);
    EXPECT_EQ(cme_error_number("(U)SIM wrong"), 15);
    EXPECT_EQ(cms_error_number("Memory full"), 322);
    EXPECT_EQ(cms_error_number("SMSC address unknown"), 330);
    EXPECT_EQ(cms_error_number("no idea"), std::nullopt);
    EXPECT_EQ(find_cme_error(9), nullptr);
    EXPECT_EQ(find_cms_error(-1), nullptr);
    EXPECT_EQ(describe_cme_error(772).kind, ErrorClass::hold);
}

}  // namespace
}  // namespace gsmcfg::at
