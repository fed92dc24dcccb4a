// A dialogue with a modem in a file: what is done, what comes of it, and every byte. tests/transcripts/README.md has the form.
#pragma once

#include "gsmcfg/link/trace_link.hpp"
#include "gsmcfg/modem/modem_channel.hpp"
#include "support/replay_link.hpp"
#include "support/scripted_link.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gsmcfg::modem {

struct Transcript {
    std::vector<std::string> heading;  // title and sources
    std::optional<std::string> pin;
    std::vector<std::string> steps;
    std::vector<std::string> expected;
    std::vector<link::TraceEntry> trace;
};

// tests/transcripts, and every transcript in it, sorted.
[[nodiscard]] std::filesystem::path transcript_folder();
[[nodiscard]] std::vector<std::filesystem::path> transcripts();
[[nodiscard]] Transcript read_transcript(const std::filesystem::path& path);
void write_transcript(const std::filesystem::path& path, const Transcript& transcript);

struct ReplayOutcome {
    std::vector<std::string> lines;  // what came of it, in words
    std::string departure;           // where the dialogue left the trace, or empty
    bool finished = false;           // the whole trace was used
};
// Without steps (a file of --trace) they are guessed from the trace, and nothing is expected.
[[nodiscard]] ReplayOutcome replay(const Transcript& transcript, const test::ReplayForm& form);

// Runs the steps against a modem that answers each command as the transcript has it (any other one as a plain modem would), and
// puts the dialogue that comes of it, and its outcome where none was expected, into the transcript.
void record(Transcript& transcript);

}  // namespace gsmcfg::modem
