// Writes the dialogues anew after the program has changed what it says. What the modems answer stays, and so does what is
// expected; a file without expectations gets those of this run, to be read by a person.
#include "transcript.hpp"

#include <cstdio>

int main() {
    for (const auto& path : gsmcfg::modem::transcripts()) {
        auto transcript = gsmcfg::modem::read_transcript(path);
        gsmcfg::modem::record(transcript);
        gsmcfg::modem::write_transcript(path, transcript);
        std::printf("%s\n", path.c_str());
    }
    return 0;
}
