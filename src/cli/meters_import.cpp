#include "meters_import.hpp"

#include "gsmcfg/meter/reply.hpp"

#include <array>

namespace gsmcfg::cli {
namespace {

struct Field {
    std::string_view name;
    std::string meter::MeterRow::*in_file;
    std::string store::MeterRecord::*in_register;
};

using meter::MeterRow;
using store::MeterRecord;

constexpr std::array<Field, 6> fields{Field{"serial", &MeterRow::serial, &MeterRecord::serial},
                                      Field{"type", &MeterRow::type, &MeterRecord::type},
                                      Field{"label", &MeterRow::label, &MeterRecord::label},
                                      Field{"iccid", &MeterRow::iccid, &MeterRecord::iccid},
                                      Field{"ip", &MeterRow::ip, &MeterRecord::ip},
                                      Field{"credential", &MeterRow::credential, &MeterRecord::credential}};

}  // namespace

std::string_view name(RowKind kind) {
    switch (kind) {
        case RowKind::fresh: return "new";
        case RowKind::changed: return "changed";
        case RowKind::same: return "same";
        case RowKind::conflict: return "conflict";
    }
    return "?";
}

RowChange change_of(const std::optional<MeterRecord>& known, const MeterRow& row, bool replace) {
    RowChange change;
    change.write.phone = row.phone;
    change.kind = known ? RowKind::same : RowKind::fresh;
    for (const auto& [name, in_file, in_register] : fields) {
        const auto& after = row.*in_file;
        const auto before = known ? (*known).*in_register : std::string();
        if (after.empty() || after == before) continue;
        const bool serial = in_register == &MeterRecord::serial && !before.empty();
        const bool equal = serial && meter::serial_equal(before, after);
        if (equal && after.size() < before.size()) continue;
        change.fields.push_back({name, before, after});
        change.write.*in_register = after;
        if (!known) continue;
        if (serial && !equal && !replace) change.kind = RowKind::conflict;
        else if (change.kind == RowKind::same) change.kind = RowKind::changed;
    }
    return change;
}

MeterRow row_of(const MeterRecord& meter) {
    MeterRow row;
    row.phone = meter.phone;
    for (const auto& field : fields) row.*field.in_file = meter.*field.in_register;
    return row;
}

}  // namespace gsmcfg::cli
