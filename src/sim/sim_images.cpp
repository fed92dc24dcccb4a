#include "sim/sim_images.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::sim {
namespace {

constexpr std::chrono::seconds pause{5};

}  // namespace

base::Result<SimImages> SimImages::open(const std::vector<std::filesystem::path>& files, bool stack, std::size_t places) {
    SimImages images;
    images.stack_ = stack;
    for (const auto& file : files) {
        auto card = load_sim_card(file);
        const bool missing = !card && card.error().code == base::ErrorCode::not_found;
        if (missing) {
            std::error_code ignored;
            card = make_sim_card(std::filesystem::absolute(file, ignored).lexically_normal().string(), places);
            if (auto saved = save_sim_card(*card, file); !saved) return base::fail(saved.error());
        }
        if (!card) return base::fail(card.error());
        const auto twin = std::ranges::find_if(images.images_, [&](const Image& one) { return one.card.iccid == card->iccid; });
        if (twin != images.images_.end()) {
            return base::fail(base::ErrorCode::conflict, file.string(),
                              fmt::format("the SIM {} is also in {}", card->iccid, twin->file.string()));
        }
        images.images_.push_back({file, std::move(*card), missing});
    }
    return images;
}

std::vector<SimCard> SimImages::cards() const {
    std::vector<SimCard> cards;
    for (const Image& image : images_) cards.push_back(image.card);
    if (stack_ && cards.size() > 1) cards.resize(1);
    return cards;
}

std::vector<std::string> SimImages::report() const {
    std::vector<std::string> lines;
    for (const Image& image : images_) {
        const SimCard& card = image.card;
        lines.push_back(fmt::format("sim: {}: {}ICCID {}, number {}, {} of {} places used", image.file.string(),
                                    image.created ? "created, " : "", card.iccid, card.number.empty() ? "none" : card.number,
                                    card.used(), card.places()));
    }
    return lines;
}

void SimImages::save(const SimCard& card, const Say& say) const {
    const auto image = std::ranges::find_if(images_, [&](const Image& one) { return one.card.iccid == card.iccid; });
    if (image == images_.end()) return;
    if (auto saved = save_sim_card(card, image->file); !saved) say("sim: not saved: " + saved.error().message());
}

void SimImages::follow(World& world, Say say) {
    for (std::size_t i = 0; i < cards().size(); ++i) {
        world.modem(i).on_sim_change([this, say](const SimCard& card) { save(card, say); });
    }
}

void SimImages::swap(World& world, base::MonoTime now, const Say& say) {
    SimModem& modem = world.modem(0);
    if (!stack_) {
        auto card = modem.sim_card();
        if (!card) card = modem.pulled_sim();
        if (!card) return;
        say(fmt::format("sim: {} out, and in again in {} s", card->iccid, pause.count()));
        return modem.swap_sim(std::move(*card), pause, now);
    }
    if (next_ >= images_.size()) return say("sim: the stack is done, the last SIM stays in");
    const Image& image = images_[next_];
    auto card = load_sim_card(image.file);
    if (!card) return say("sim: " + card.error().message());
    if (card->iccid != image.card.iccid)
        return say(fmt::format("sim: {}: the ICCID has changed since the start", image.file.string()));
    ++next_;
    say(fmt::format("sim: out; {} ({} of {}, ICCID {}) in {} s", image.file.string(), next_, images_.size(), card->iccid,
                    pause.count()));
    modem.swap_sim(std::move(*card), pause, now);
}

}  // namespace gsmcfg::sim
