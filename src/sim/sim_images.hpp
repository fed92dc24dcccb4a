// SIM cards as files: which image is in which modem, every change written back at once, and a stack of them for a clerk.
#pragma once

#include "gsmcfg/base/result.hpp"
#include "gsmcfg/sim/sim_card.hpp"
#include "gsmcfg/sim/world.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace gsmcfg::sim {

class SimImages {
public:
    // What a person should know, a line each.
    using Say = std::function<void(const std::string&)>;

    // The image of the first modem, of the second, … or, with `stack`, those of the first modem one after the other. A file that
    // is not there is created: a blank card with `places` whose identity follows from its path. Errors: those of load_sim_card
    // and save_sim_card; conflict when two files hold the same ICCID.
    [[nodiscard]] static base::Result<SimImages> open(const std::vector<std::filesystem::path>& files, bool stack,
                                                      std::size_t places);

    // The cards that are in the modems at the start: WorldOptions::sims.
    [[nodiscard]] std::vector<SimCard> cards() const;
    // A line for each file: its ICCID, and whether it has just been made.
    [[nodiscard]] std::vector<std::string> report() const;
    // From now on what changes on a SIM goes to its file. Must outlive the world's modems' work.
    void follow(World& world, Say say);
    // What a clerk does at the first modem: takes the SIM out and puts the next of the stack in five seconds later; without a
    // stack the same one. At the end of the stack it stays in.
    void swap(World& world, base::MonoTime now, const Say& say);

private:
    struct Image {
        std::filesystem::path file;
        SimCard card;  // as it was read
        bool created = false;
    };
    void save(const SimCard& card, const Say& say) const;

    std::vector<Image> images_;
    bool stack_ = false;
    std::size_t next_ = 1;  // of the stack
};

}  // namespace gsmcfg::sim
