// What a file would change in the register.
#pragma once

#include "gsmcfg/meter/meter_table.hpp"
#include "gsmcfg/store/meters.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::cli {

enum class RowKind { fresh, changed, same, conflict };
// As it is shown: "new", "changed", "same", "conflict".
[[nodiscard]] std::string_view name(RowKind kind);

struct FieldChange {
    std::string_view field;
    std::string before, after;
};

struct RowChange {
    RowKind kind = RowKind::same;
    store::MeterRecord write;  // what differs; empty fields stay as they are
    std::vector<FieldChange> fields;
};

// Empty cells change nothing. Serial numbers that differ in leading zeros only are the same: the longer one is kept. Another
// serial number is a conflict unless `replace`.
[[nodiscard]] RowChange change_of(const std::optional<store::MeterRecord>& known, const meter::MeterRow& row, bool replace);

// What the export writes.
[[nodiscard]] meter::MeterRow row_of(const store::MeterRecord& meter);

}  // namespace gsmcfg::cli
