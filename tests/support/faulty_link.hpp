// A link of which one call fails, or that one and all after it.
#pragma once

#include "gsmcfg/link/byte_link.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace gsmcfg::test {

enum class FaultyCall { read, write };

// What goes wrong, and the count of calls over all links that one test opens after each other.
struct FaultPlan {
    FaultyCall call{};
    std::size_t nth = 0;  // 1 is the first; 0: none
    base::ErrorCode code{};
    bool for_good = false;  // all reads and writes from then on, of later links too

    std::size_t reads = 0;
    std::size_t writes = 0;
    bool fired = false;
};

class FaultyLink final : public link::ByteLink {
public:
    FaultyLink(std::unique_ptr<link::ByteLink> inner, FaultPlan& plan) : inner_(std::move(inner)), plan_(plan) {}

    [[nodiscard]] base::Result<std::size_t> read_some(std::span<char> buffer, base::MonoTime deadline,
                                                      base::StopToken stop) override;
    [[nodiscard]] base::Result<void> write_all(std::string_view bytes, base::MonoTime deadline) override;
    [[nodiscard]] base::Clock& clock() override { return inner_->clock(); }
    [[nodiscard]] std::string name() const override { return inner_->name(); }

private:
    [[nodiscard]] bool fails(FaultyCall call, std::size_t count);
    [[nodiscard]] base::Error failure(base::MonoTime deadline);

    std::unique_ptr<link::ByteLink> inner_;
    FaultPlan& plan_;
    bool lost_ = false;
};

}  // namespace gsmcfg::test
