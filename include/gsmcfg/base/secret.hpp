// A password in memory. It has no formatter and no stream operator on purpose: it can't be logged by accident.
#pragma once

#include <string>
#include <string_view>

namespace gsmcfg::base {

// Wiped when destroyed or moved from.
class Secret {
public:
    Secret() = default;
    explicit Secret(std::string_view text) : text_(text) {}
    Secret(const Secret&) = default;
    Secret(Secret&& other) noexcept;
    Secret& operator=(const Secret& other);
    Secret& operator=(Secret&& other) noexcept;
    ~Secret() { wipe(); }

    // Only for the place that renders it into a PDU, and for masking.
    [[nodiscard]] const std::string& reveal() const noexcept { return text_; }
    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }

private:
    void wipe() noexcept;
    std::string text_;
};

}  // namespace gsmcfg::base
