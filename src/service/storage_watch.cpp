#include "storage_watch.hpp"

#include "gsmcfg/base/log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace gsmcfg::service {
namespace {

using namespace std::chrono_literals;
using Kind = store::StorageTrouble::Kind;

constexpr auto longest_pause = 30s;
// After a request to stop: the trouble of a moment costs no result.
constexpr int attempts_at_the_end = 5;

std::string_view until_of(Kind kind) {
    switch (kind) {
        case Kind::full: return "until there is room";
        case Kind::read_only: return "until it can be written";
        case Kind::io: return "until the disk works";
        case Kind::locked: return "until the other program lets it go";
        case Kind::lost: return "until the server answers again";
    }
    return "";
}

}  // namespace

std::chrono::seconds StorageWatch::failed(const store::StorageTrouble& trouble) {
    if (!trouble_) {
        since_ = clock_.now();
        base::log::warning(fmt::format("{}: {} can't be written: {}; {} {}", line_, what_, trouble.what(), consequence_,
                                       until_of(trouble.kind())));
    }
    trouble_ = trouble;
    pause_ = std::clamp<std::chrono::seconds>(pause_ * 2, 1s, longest_pause);
    return pause_;
}

void StorageWatch::works() {
    if (!trouble_) return;
    base::log::warning(fmt::format("{}: {} can be written again after {} s; the work goes on", line_, what_,
                                   std::chrono::ceil<std::chrono::seconds>(clock_.now() - since_).count()));
    trouble_.reset();
    pause_ = 0s;
    insisted_ = 0;
}

void StorageWatch::insist(bool unrecorded) {
    if (!trouble_ || ++insisted_ < attempts_at_the_end) return;
    if (!unrecorded) throw *trouble_;
    throw store::StorageTrouble(trouble_->kind(), std::string(trouble_->what()) +
                                                      "; what became of the last message is not recorded: it will be uncertain");
}

}  // namespace gsmcfg::service
