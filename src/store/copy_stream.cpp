#include "copy_stream.hpp"

namespace gsmcfg::store {
namespace {

constexpr std::size_t piece = 65'536;

}  // namespace

CopyStream::CopyStream(PostgresqlSession& session, std::string_view columns) : session_(session) {
    session.run("COPY " + std::string(columns) + " FROM STDIN");
}

void CopyStream::add(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        switch (c) {
            case '\\': escaped += "\\\\"; break;
            case '\t': escaped += "\\t"; break;
            case '\n': escaped += "\\n"; break;
            case '\r': escaped += "\\r"; break;
            default: escaped += c;
        }
    }
    add_field(escaped);
}

void CopyStream::add_field(std::string_view text) {
    if (begun_) buffer_ += '\t';
    buffer_ += text;
    begun_ = true;
}

void CopyStream::end_record() {
    buffer_ += '\n';
    begun_ = false;
    if (buffer_.size() >= piece) send();
}

// What is wrong with it is said at the end, by check().
void CopyStream::send() {
    PQputCopyData(session_.handle(), buffer_.data(), static_cast<int>(buffer_.size()));
    buffer_.clear();
}

void CopyStream::finish() {
    send();
    PQputCopyEnd(session_.handle(), nullptr);
    const PostgresqlResult result(PQgetResult(session_.handle()), PQclear);
    while (auto* const more = PQgetResult(session_.handle())) PQclear(more);
    session_.check(result.get());
}

}  // namespace gsmcfg::store
