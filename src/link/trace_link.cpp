#include "gsmcfg/link/trace_link.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

namespace gsmcfg::link {

namespace {

base::ErrorCode code_of(int error) {
    if (error == EACCES || error == EPERM) return base::ErrorCode::permission;
    return error == ENOENT ? base::ErrorCode::not_found : base::ErrorCode::io;
}

// Nothing, or an entry at its beginning: what else there is belongs to somebody, and a list of phones is soon named by mistake.
bool may_be_continued(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::string line;
    return !std::getline(file, line) || parse_trace(line).has_value();
}

}  // namespace

void TraceFile::Close::operator()(std::FILE* file) const noexcept { std::fclose(file); }

base::Result<std::shared_ptr<TraceFile>> TraceFile::open(const std::filesystem::path& path) {
    std::error_code ignored;
    if (std::filesystem::is_regular_file(path, ignored) && !may_be_continued(path))
        return base::fail(base::ErrorCode::invalid_argument, path.string(), "is there and is no trace: name another file");
    const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    std::FILE* file = fd < 0 ? nullptr : fdopen(fd, "a");
    if (file != nullptr) return std::shared_ptr<TraceFile>(new TraceFile(file));
    const int error = errno;
    if (fd >= 0) close(fd);
    return base::fail(code_of(error), path.string(), "can't write the trace: " + std::generic_category().message(error));
}

void TraceFile::write(const TraceEntry& entry) {
    const std::string line = format_trace_entry(entry) + "\n";
    const std::lock_guard guard(mutex_);
    std::fwrite(line.data(), 1, line.size(), file_.get());
    std::fflush(file_.get());
}

void FlightRecorder::write(const TraceEntry& entry) {
    const std::lock_guard guard(mutex_);
    if (entries_.size() == capacity) entries_.pop_front();
    entries_.push_back(entry);
    if (entry.direction == TraceDirection::from_modem) hide_texts(entries_.back().bytes);
}

void FlightRecorder::hide_texts(std::string& bytes) {
    for (char& byte : bytes) {
        const bool digit = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'F') || (byte >= 'a' && byte <= 'f');
        hex_digits_ = digit ? hex_digits_ + 1 : 0;
        if (hex_digits_ > shown_digits) byte = '*';
    }
}

std::string FlightRecorder::text() const {
    const std::lock_guard guard(mutex_);
    std::string lines;
    for (const TraceEntry& entry : entries_) lines += format_trace_entry(entry) + "\n";
    return lines;
}

TraceLink::TraceLink(std::unique_ptr<ByteLink> inner, std::shared_ptr<TraceSink> sink, std::shared_ptr<TraceMask> mask,
                     base::MonoTime begin)
    : inner_(std::move(inner)), sink_(std::move(sink)), mask_(std::move(mask)), begin_(begin) {
    record(TraceDirection::note, "open " + inner_->name());
}

base::Result<std::size_t> TraceLink::read_some(std::span<char> buffer, base::MonoTime deadline, base::StopToken stop) {
    auto count = inner_->read_some(buffer, deadline, stop);
    if (count) record(TraceDirection::from_modem, {buffer.data(), *count});
    else if (count.error().code == base::ErrorCode::port_lost) note(count.error().message());
    return count;
}

base::Result<void> TraceLink::write_all(std::string_view bytes, base::MonoTime deadline) {
    record(TraceDirection::to_modem, bytes);
    auto written = inner_->write_all(bytes, deadline);
    if (!written) note(written.error().message());
    return written;
}

void TraceLink::note(std::string_view text) { record(TraceDirection::note, text); }

void TraceLink::record(TraceDirection direction, std::string_view bytes) {
    const auto at = std::chrono::duration_cast<std::chrono::microseconds>(inner_->clock().now() - begin_);
    const bool shown = direction == TraceDirection::note || mask_ == nullptr;
    sink_->write({at, direction, shown ? std::string(bytes) : mask_->apply(bytes)});
}

}  // namespace gsmcfg::link
