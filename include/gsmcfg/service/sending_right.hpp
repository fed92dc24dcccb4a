// Whether this process may give a message to a modem now.
#pragma once

namespace gsmcfg::service {

// Safe from any thread.
class SendingRight {
public:
    virtual ~SendingRight() = default;
    // Asked right before a text is given to a modem.
    [[nodiscard]] virtual bool holds() const = 0;
    // It will not come back: what this process had begun is others' matter.
    [[nodiscard]] virtual bool gone() const = 0;
};

}  // namespace gsmcfg::service
