// A record of the database as JSON, without secrets.
#pragma once

#include "inbound_view.hpp"
#include "invocation.hpp"

#include "gsmcfg/base/json.hpp"
#include "gsmcfg/store/dump.hpp"

#include <string>
#include <string_view>

namespace gsmcfg::cli {

class RecordView {
public:
    // With --show-secrets nothing is hidden. Failure: as InboundViewer::make().
    [[nodiscard]] static Outcome<RecordView> make(Invocation& invocation);

    // {"table":…, one key for each column}. Throws DatabaseError.
    [[nodiscard]] base::Json line(const store::Record& record);

private:
    RecordView(InboundViewer viewer, service::Credentials passwords)
        : viewer_(std::move(viewer)), passwords_(std::move(passwords)) {}
    void hide(const store::Record& record, base::Json& json);
    void hide_inbound(const store::Record& record, base::Json& json);
    // The values of an object of settings.
    [[nodiscard]] base::Json masked_settings(const meter::Dialect& dialect, const base::Json& settings) const;
    const meter::Dialect& dialect_of(const store::Record& record, std::string_view column);

    InboundViewer viewer_;
    service::Credentials passwords_;
};

}  // namespace gsmcfg::cli
