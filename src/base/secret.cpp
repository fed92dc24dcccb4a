#include "gsmcfg/base/secret.hpp"

#include <cstring>
#include <utility>

namespace gsmcfg::base {

Secret::Secret(Secret&& other) noexcept : text_(other.text_) { other.wipe(); }

Secret& Secret::operator=(const Secret& other) {
    if (this != &other) {
        wipe();
        text_ = other.text_;
    }
    return *this;
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe();
        text_ = other.text_;
        other.wipe();
    }
    return *this;
}

void Secret::wipe() noexcept {
    explicit_bzero(text_.data(), text_.capacity());
    text_.clear();
}

}  // namespace gsmcfg::base
