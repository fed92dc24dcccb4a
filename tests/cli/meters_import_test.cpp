#include "cli/meters_import.hpp"

#include <gtest/gtest.h>

namespace gsmcfg::cli {
namespace {

meter::MeterRow row(const std::string& serial, const std::string& label = "") {
    meter::MeterRow result;
    result.phone = "+99900100001";
    result.serial = serial;
    result.label = label;
    return result;
}

store::MeterRecord record(const std::string& serial, const std::string& label = "") {
    store::MeterRecord result;
    result.phone = "+99900100001";
    result.serial = serial;
    result.label = label;
    return result;
}

TEST(MetersImport, AMeterIsNewChangedSameOrAConflict) {
    struct Case {
        std::string name;
        std::optional<store::MeterRecord> known;
        meter::MeterRow row;
        bool replace;
        RowKind kind;
        std::string serial;  // that is written
        std::string label;
    };
    for (const auto& [name, known, in, replace, kind, serial, label] :
         {Case{"unknown", std::nullopt, row("12", "a"), false, RowKind::fresh, "12", "a"},
          Case{"unknown, bare", std::nullopt, row(""), false, RowKind::fresh, "", ""},
          Case{"the same", record("12", "a"), row("12", "a"), false, RowKind::same, "", ""},
          Case{"empty cells", record("12", "a"), row(""), false, RowKind::same, "", ""},
          Case{"another label", record("12", "a"), row("12", "b"), false, RowKind::changed, "", "b"},
          Case{"a serial at last", record("", "a"), row("12"), false, RowKind::changed, "12", ""},
          Case{"another serial", record("12"), row("13", "b"), false, RowKind::conflict, "13", "b"},
          Case{"another serial, wanted", record("12"), row("13", "b"), true, RowKind::changed, "13", "b"},
          Case{"zeros came", record("12"), row("0012"), false, RowKind::changed, "0012", ""},
          Case{"zeros went", record("0012"), row("12"), false, RowKind::same, "", ""},
          Case{"zeros went, label came", record("0012"), row("12", "b"), false, RowKind::changed, "", "b"}}) {
        const auto change = change_of(known, in, replace);
        EXPECT_EQ(change.kind, kind) << name;
        EXPECT_EQ(change.write.phone, "+99900100001") << name;
        EXPECT_EQ(change.write.serial, serial) << name;
        EXPECT_EQ(change.write.label, label) << name;
        EXPECT_EQ(change.fields.size(), static_cast<std::size_t>(!serial.empty()) + static_cast<std::size_t>(!label.empty()))
            << name;
    }
}

TEST(MetersImport, EveryColumnIsTaken) {
    meter::MeterRow in = row("12", "a");
    in.type = "GS04";
    in.iccid = "8999000000000000018";
    in.ip = "10.0.0.7";
    in.credential = "north";
    const auto change = change_of(std::nullopt, in, false);
    EXPECT_EQ(change.fields.size(), 6U);
    EXPECT_EQ(row_of(change.write), in) << "and comes out again";
}

}  // namespace
}  // namespace gsmcfg::cli
