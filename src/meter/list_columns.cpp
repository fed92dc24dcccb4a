#include "meter/list_columns.hpp"

#include "gsmcfg/base/text.hpp"
#include "meter/fold_case.hpp"
#include "meter/table_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <span>

namespace gsmcfg::meter {
namespace {

// In the order of preference: where a file has two of them, the first is meant and the other is passed on.
constexpr std::array<std::string_view, 19> phone_words{
    "phone",     "телефон",   "номер телефона",  "phone number",    "phone_number", "msisdn",      "тел",    "тел.",  "мобильный",
    "номер sim", "номер сим", "номер sim-карты", "номер сим-карты", "sim number",   "телефон sim", "number", "номер", "sim",
    "сим"};
constexpr std::array<std::string_view, 15> serial_words{
    "serial", "серийный номер", "заводской номер", "serial number",  "serial_number", "зав. номер", "зав.номер", "зав. №",
    "зав №",  "серийный",       "номер счетчика",  "номер счётчика", "№ счетчика",    "№ счётчика", "sn"};
constexpr std::array<std::string_view, 11> label_words{"label",       "метка",    "адрес", "название",    "наименование", "имя",
                                                       "обозначение", "описание", "name",  "description", "address"};
constexpr std::array<std::string_view, 4> credential_words{"credential", "учетные данные", "учётные данные", "имя пароля"};
constexpr std::array<std::string_view, 6> password_words{"password", "пароль", "passwd", "pass", "pwd", "admin password"};

struct RoleWords {
    ColumnRole role;
    std::string_view name;
    std::span<const std::string_view> words;
};

const std::array<RoleWords, 4> roles{
    RoleWords{ColumnRole::phone, "phone", phone_words}, RoleWords{ColumnRole::serial, "serial", serial_words},
    RoleWords{ColumnRole::label, "label", label_words}, RoleWords{ColumnRole::credential, "credential", credential_words}};

// One letter wrong, missing, too many, or two swapped.
bool nearly(std::string_view a, std::string_view b) {
    if (a.size() == b.size()) {
        std::vector<std::size_t> different;
        for (std::size_t i = 0; i < a.size(); ++i)
            if (a[i] != b[i]) different.push_back(i);
        if (different.size() == 1) return a.size() > 3;
        return different.size() == 2 && a[different[0]] == b[different[1]] && a[different[1]] == b[different[0]];
    }
    if (a.size() > b.size()) std::swap(a, b);
    if (b.size() - a.size() != 1 || a.size() < 3) return false;
    const auto split = static_cast<std::size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
    return a.substr(split) == b.substr(split + 1);
}

class ColumnReader {
public:
    ColumnReader(const std::vector<std::string>& header, const Dialect& dialect, const ListOptions& options)
        : dialect_(dialect), options_(options) {
        for (const auto& cell : header) {
            folded_.push_back(fold_case(cell));
            result_.columns.push_back({ColumnRole::extra, std::string(base::trim(cell)), {}});
        }
        taken_.resize(header.size());
    }

    ListColumns read() {
        refuse_repeated();
        for (const auto& [target, column] : options_.columns) apply_mapping(target, column);
        for (const auto& role : roles)
            if (!mapped_.contains(std::string(role.name))) find_role(role);
        for (const auto& name : dialect_.setting_names())
            if (!mapped_.contains(name)) find_setting(name);
        look_at_the_rest();
        check_phone();
        return std::move(result_);
    }

private:
    void refuse_repeated() {
        std::set<std::string> seen;
        for (std::size_t i = 0; i < folded_.size(); ++i)
            if (!folded_[i].empty() && !seen.insert(folded_[i]).second)
                result_.faults.push_back(fmt::format("the column '{}' is there twice", result_.columns[i].title));
    }

    void assign(std::size_t index, ColumnRole role, std::string setting) {
        taken_[index] = true;
        result_.columns[index].role = role;
        result_.columns[index].setting = std::move(setting);
        if (role == ColumnRole::phone) {
            result_.phone = index;
            has_phone_ = true;
        }
    }

    void apply_mapping(const std::string& target, const std::string& column) {
        const auto role = std::ranges::find(roles, target, &RoleWords::name);
        if (role == roles.end() && dialect_.find(target) == nullptr) {
            std::vector<std::string> known;
            for (const auto& each : roles) known.emplace_back(each.name);
            for (const auto& name : dialect_.setting_names()) known.push_back(name);
            result_.faults.push_back(unknown_word("--column:", target, known));
            return;
        }
        mapped_.insert(target);
        const auto found = std::ranges::find(folded_, fold_case(column));
        if (found == folded_.end()) {
            result_.faults.push_back(fmt::format("there is no column '{}' (named by --column {}={})", column, target, column));
            return;
        }
        const auto index = static_cast<std::size_t>(found - folded_.begin());
        if (taken_[index]) result_.faults.push_back(fmt::format("--column gives the column '{}' two meanings", column));
        else if (role != roles.end()) assign(index, role->role, {});
        else assign(index, ColumnRole::setting, target);
    }

    void find_role(const RoleWords& role) {
        for (const auto word : role.words)
            for (std::size_t i = 0; i < folded_.size(); ++i)
                if (!taken_[i] && folded_[i] == word) return assign(i, role.role, {});
    }

    void find_setting(const std::string& name) {
        for (std::size_t i = 0; i < folded_.size(); ++i)
            if (!taken_[i] && folded_[i] == name) return assign(i, ColumnRole::setting, name);
    }

    void look_at_the_rest() {
        for (std::size_t i = 0; i < folded_.size(); ++i) {
            if (taken_[i]) continue;
            const auto& title = result_.columns[i].title;
            if (std::ranges::find(password_words, folded_[i]) != password_words.end()) {
                result_.faults.push_back(
                    fmt::format("the column '{}': passwords don't belong into a list; name one of the "
                                "configuration's credentials in a column 'credential'",
                                title));
                continue;
            }
            for (const auto& name : dialect_.setting_names())
                if (nearly(folded_[i], name))
                    result_.warnings.push_back(
                        fmt::format("the column '{}' is only passed on to the reports; was '{}' meant?", title, name));
        }
    }

    void check_phone() {
        if (has_phone_ || mapped_.contains("phone")) return;
        std::vector<std::string> titles;
        for (const auto& column : result_.columns) titles.push_back(base::escape_control(column.title));
        result_.faults.push_back(
            fmt::format("no column holds the phone numbers (found: {}): name it 'phone', or say --column phone=NAME",
                        fmt::join(titles, ", ")));
    }

    const Dialect& dialect_;
    const ListOptions& options_;
    std::vector<std::string> folded_;
    std::vector<bool> taken_;
    std::set<std::string> mapped_;
    bool has_phone_ = false;
    ListColumns result_;
};

}  // namespace

bool is_phone_heading(std::string_view cell, const ListOptions& options) {
    const auto folded = fold_case(cell);
    if (folded.empty()) return false;
    const auto mapped = options.columns.find("phone");
    if (mapped != options.columns.end()) return fold_case(mapped->second) == folded;
    return std::ranges::find(phone_words, folded) != phone_words.end();
}

bool is_serial_heading(std::string_view cell) {
    return std::ranges::find(serial_words, fold_case(cell)) != serial_words.end();
}

ListColumns read_columns(const std::vector<std::string>& header, const Dialect& dialect, const ListOptions& options) {
    return ColumnReader(header, dialect, options).read();
}

}  // namespace gsmcfg::meter
