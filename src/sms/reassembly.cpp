#include "gsmcfg/sms/reassembly.hpp"

#include "gsmcfg/sms/ucs2.hpp"

#include <algorithm>
#include <array>

namespace gsmcfg::sms {
namespace {

constexpr std::string_view gap = "\xEF\xBF\xBD";  // U+FFFD

std::uint8_t part_number(const UserData& data) { return data.header.concat ? data.header.concat->part : std::uint8_t{1}; }

bool same_payload(const UserData& a, const UserData& b) {
    return a.alphabet == b.alphabet && a.septets == b.septets && a.utf16 == b.utf16 && a.octets == b.octets;
}

const UserData* find_part(const std::vector<UserData>& parts, std::uint8_t number) {
    const auto found = std::ranges::find(parts, number, part_number);
    return found == parts.end() ? nullptr : &*found;
}

// Neighbouring parts in one alphabet are decoded together.
class Joiner {
public:
    void add(const UserData& part) {
        if (part.problem || part.alphabet == Alphabet::octets) {
            add_gap();
            return;
        }
        if (part.alphabet == Alphabet::gsm7) flush_units();
        else flush_septets();
        septets_.insert(septets_.end(), part.septets.begin(), part.septets.end());
        units_ += part.utf16;
    }
    void add_gap() {
        flush_septets();
        flush_units();
        text_ += gap;
    }
    [[nodiscard]] std::string finish() {
        flush_septets();
        flush_units();
        return std::move(text_);
    }

private:
    void flush_septets() {
        text_ += decode_gsm7(septets_);
        septets_.clear();
    }
    void flush_units() {
        text_ += from_utf16(units_);
        units_.clear();
    }
    std::string text_;
    Septets septets_;
    std::u16string units_;
};

// Parts by number; null for those that are not there.
std::vector<const UserData*> ordered(std::span<const UserData> parts) {
    std::size_t total = 0;
    for (const auto& part : parts) total = std::max<std::size_t>(total, part.header.concat ? part.header.concat->total : 1);
    std::vector<const UserData*> result(total, nullptr);
    for (const auto& part : parts) {
        auto& place = result[part_number(part) - 1U];
        if (place == nullptr) place = &part;
    }
    return result;
}

}  // namespace

std::string join(std::span<const UserData> parts) {
    Joiner joiner;
    for (const auto* part : ordered(parts)) {
        if (part == nullptr) joiner.add_gap();
        else joiner.add(*part);
    }
    return joiner.finish();
}

Reassembled Reassembler::finish(Set&& set) {
    Reassembled result;
    result.originator = std::move(set.originator);
    result.reference = set.concat.reference;
    result.total = set.concat.total;
    const auto places = ordered(set.parts);
    for (std::size_t i = 0; i < places.size(); ++i)
        if (places[i] == nullptr) result.missing.push_back(static_cast<std::uint8_t>(i + 1));
    result.text = join(set.parts);
    result.tags = std::move(set.tags);
    return result;
}

std::vector<Reassembled> Reassembler::add(const Deliver& deliver, std::uint64_t tag, base::UtcTime now) {
    const auto& data = deliver.user_data;
    std::vector<Reassembled> ready;
    auto originator = deliver.originator.display();
    if (!data.header.concat) {
        ready.push_back({std::move(originator), std::nullopt, 1, {}, join(std::span(&data, 1)), {tag}});
        return ready;
    }
    const auto concat = *data.header.concat;
    auto found = std::ranges::find_if(sets_, [&](const Set& set) {
        return set.originator == originator && set.concat.reference == concat.reference && set.concat.wide == concat.wide &&
               set.concat.total == concat.total;
    });
    const auto* same = found == sets_.end() ? nullptr : find_part(found->parts, concat.part);
    const bool duplicate = same != nullptr && same_payload(*same, data);
    if (same != nullptr && !duplicate) {
        ready.push_back(finish(std::move(*found)));
        sets_.erase(found);
        found = sets_.end();
    }
    if (found == sets_.end()) {
        if (sets_.size() >= max_sets_ && !sets_.empty()) {
            ready.push_back(finish(std::move(sets_.front())));
            sets_.pop_front();
        }
        sets_.push_back({std::move(originator), concat, {}, {}, now});
        found = std::prev(sets_.end());
    }
    found->tags.push_back(tag);
    found->newest = std::max(found->newest, now);
    if (!duplicate) found->parts.push_back(data);
    if (found->parts.size() == concat.total) {
        ready.push_back(finish(std::move(*found)));
        sets_.erase(found);
    }
    return ready;
}

std::vector<Reassembled> Reassembler::expire(base::UtcTime before) {
    std::vector<Reassembled> ready;
    for (auto set = sets_.begin(); set != sets_.end();) {
        if (set->newest >= before) {
            ++set;
            continue;
        }
        ready.push_back(finish(std::move(*set)));
        set = sets_.erase(set);
    }
    return ready;
}

}  // namespace gsmcfg::sms
