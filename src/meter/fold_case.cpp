#include "meter/fold_case.hpp"

#include "gsmcfg/base/text.hpp"

namespace gsmcfg::meter {
namespace {

char32_t lower(char32_t c) {
    if (c >= U'A' && c <= U'Z') return c + 0x20;
    if (c >= 0x410 && c <= 0x42F) return c + 0x20;  // А…Я
    if (c == 0x401) return 0x451;                   // Ё
    return c;
}

bool is_blank(char32_t c) { return c == U' ' || c == U'\t' || c == U'\n' || c == U'\r' || c == 0xA0; }

}  // namespace

std::string fold_case(std::string_view utf8) {
    std::u32string result;
    bool pending = false;
    for (const char32_t c : base::to_code_points(utf8)) {
        if (is_blank(c)) {
            pending = !result.empty();
            continue;
        }
        if (pending) result += U' ';
        pending = false;
        result += lower(c);
    }
    return base::to_utf8(result);
}

}  // namespace gsmcfg::meter
