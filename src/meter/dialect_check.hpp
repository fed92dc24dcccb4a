// What can only be seen of a dialect as a whole: its examples, its masks, its own messages.
#pragma once

#include "gsmcfg/meter/dialect.hpp"

#include <string>
#include <vector>

namespace gsmcfg::meter {

// A dialect whose rows are without fault, and where what is wrong with the whole is put.
class DialectProblems {
public:
    DialectProblems(const Dialect& dialect, const std::string& source, std::vector<base::Error>& problems)
        : dialect_(dialect), source_(source), problems_(problems) {}

    [[nodiscard]] const Dialect& dialect() const { return dialect_; }
    // `place` is one of Parsed::places.
    void complain(const std::string& place, std::string detail) const;

private:
    const Dialect& dialect_;
    const std::string& source_;
    std::vector<base::Error>& problems_;
};

// Adds what is wrong with a dialect whose rows are without fault.
void check_consistency(const Dialect& dialect, const std::string& source, std::vector<base::Error>& problems);

}  // namespace gsmcfg::meter
