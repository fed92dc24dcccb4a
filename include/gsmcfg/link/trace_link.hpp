// Records the dialogue with a modem, bytes and times, without the secrets in it: in a file, or its last lines in memory.
#pragma once

#include "gsmcfg/link/byte_link.hpp"

#include <chrono>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::link {

// What must not be seen in a trace right now. Shared by the one who sends and the links that trace; any thread.
class TraceMask {
public:
    // Hex digits of a PDU: from now on each of them is written as `*`, in both directions, whatever the chunks.
    void hide(std::string_view hex_body);
    // Nothing is hidden any more, but for hide_hex().
    void clear();
    // Until it is called with false as often as with true: every row of hexadecimal digits is hidden, since nobody knows what a
    // SIM will say. Six digits and more anywhere, any number at the ends of a chunk, where the rest may be in another one.
    void hide_hex(bool on);
    // `bytes` with the hidden ones replaced. Pieces of the body of six digits and more are found anywhere, shorter ones
    // at the ends of `bytes`, where the rest may be in another chunk.
    [[nodiscard]] std::string apply(std::string_view bytes) const;

private:
    mutable std::mutex mutex_;
    std::string body_;  // upper case
    int hide_hex_ = 0;
};

enum class TraceDirection { to_modem, from_modem, note };

// One line of a trace; src/link/README.md has the format.
struct TraceEntry {
    std::chrono::microseconds at{};  // since the trace began
    TraceDirection direction{};
    std::string bytes;

    bool operator==(const TraceEntry&) const = default;
};

[[nodiscard]] std::string format_trace_entry(const TraceEntry& entry);
// Errors: malformed, with where "line n".
[[nodiscard]] base::Result<std::vector<TraceEntry>> parse_trace(std::string_view text);

// Where the entries go. Any thread.
class TraceSink {
public:
    virtual ~TraceSink() = default;
    virtual void write(const TraceEntry& entry) = 0;
};

// An open trace file; every entry is flushed. Appends to a trace, never to another file; mode 0600.
class TraceFile final : public TraceSink {
public:
    // Errors: permission, not_found, io, invalid_argument (a file that is no trace).
    [[nodiscard]] static base::Result<std::shared_ptr<TraceFile>> open(const std::filesystem::path& path);
    void write(const TraceEntry& entry) override;

private:
    struct Close {
        void operator()(std::FILE* file) const noexcept;
    };
    explicit TraceFile(std::FILE* file) : file_(file) {}
    std::mutex mutex_;
    std::unique_ptr<std::FILE, Close> file_;
};

// The last lines of the dialogue, kept for the moment when something goes wrong. Of each PDU from the modem only the beginning
// is kept: what a SIM holds may be passwords.
class FlightRecorder final : public TraceSink {
public:
    static constexpr std::size_t capacity = 200;
    static constexpr std::size_t shown_digits = 40;  // SMSC, type and address; an ICCID or IMSI is shorter

    void write(const TraceEntry& entry) override;
    // In the trace format, oldest first; each line ends with a line feed.
    [[nodiscard]] std::string text() const;

private:
    void hide_texts(std::string& bytes);

    mutable std::mutex mutex_;
    std::deque<TraceEntry> entries_;
    std::size_t hex_digits_ = 0;  // in a row, over the pieces in which they came
};

// Decorates another link. Times are counted from `begin`: one for all links of a modem, so that they can be compared.
class TraceLink final : public ByteLink {
public:
    TraceLink(std::unique_ptr<ByteLink> inner, std::shared_ptr<TraceSink> sink, std::shared_ptr<TraceMask> mask,
              base::MonoTime begin);

    [[nodiscard]] base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline,
                                                      base::StopToken stop) override;
    [[nodiscard]] base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override;
    [[nodiscard]] base::Clock& clock() override { return inner_->clock(); }
    [[nodiscard]] std::string name() const override { return inner_->name(); }

private:
    void note(std::string_view text);
    void record(TraceDirection direction, std::string_view bytes);

    std::unique_ptr<ByteLink> inner_;
    std::shared_ptr<TraceSink> sink_;
    std::shared_ptr<TraceMask> mask_;  // may be null
    base::MonoTime begin_;
};

}  // namespace gsmcfg::link
