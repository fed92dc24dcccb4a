#include "change_source.hpp"

#include "postgresql_session.hpp"

namespace gsmcfg::store {
namespace {

class NotifiedChanges final : public ChangeSource {
public:
    explicit NotifiedChanges(std::string connect) : connect_(std::move(connect)), connection_(nullptr, PQfinish) { restore(); }

    [[nodiscard]] int fd() const override { return connection_ ? PQsocket(connection_.get()) : -1; }
    void take() override {
        if (PQconsumeInput(connection_.get()) == 0) return connection_.reset();
        while (auto* const notification = PQnotifies(connection_.get())) PQfreemem(notification);
    }
    bool restore() override {
        connection_.reset(PQconnectdb(connect_.c_str()));
        PQsetNoticeProcessor(
            connection_.get(), [](void*, const char*) {}, nullptr);
        const PostgresqlResult listens(PQexec(connection_.get(), ("LISTEN " + std::string(notification_channel)).c_str()),
                                       PQclear);
        if (PQresultStatus(listens.get()) != PGRES_COMMAND_OK) connection_.reset();
        return connection_ != nullptr;
    }

private:
    std::string connect_;
    std::unique_ptr<PGconn, void (*)(PGconn*)> connection_;
};

}  // namespace

std::unique_ptr<ChangeSource> notified_changes(const std::string& url) {
    const auto address = read_postgresql_address(url);
    return address ? std::make_unique<NotifiedChanges>(address->connect) : nullptr;
}

}  // namespace gsmcfg::store
