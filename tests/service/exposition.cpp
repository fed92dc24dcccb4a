#include "exposition.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace gsmcfg::test {
namespace {

bool is_name(std::string_view text, bool label) {
    const auto letter = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c == ':' && !label);
    };
    return !text.empty() && letter(text.front()) &&
           std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

class Reader {
public:
    explicit Reader(Exposition& found) : found_(found) {}

    std::string line(std::string_view text) {
        if (text.starts_with("# HELP ")) return help(text.substr(7));
        if (text.starts_with("# TYPE ")) return type(text.substr(7));
        if (text.empty() || text.front() == '#') return "neither HELP, TYPE nor a sample";
        return sample(text);
    }

    // What can only be seen at the end.
    std::string finish() {
        for (const auto& [name, type] : found_.types)
            if (type == "histogram")
                if (auto problem = histogram(name); !problem.empty()) return name + ": " + problem;
        return {};
    }

private:
    std::string help(std::string_view text) {
        const auto name = std::string(text.substr(0, text.find(' ')));
        if (!is_name(name, false)) return "a bad name";
        if (!helped_.insert(name).second) return "a second HELP";
        current_ = name;
        return {};
    }

    std::string type(std::string_view text) {
        const auto space = text.find(' ');
        const auto name = std::string(text.substr(0, space));
        const auto word = space == std::string_view::npos ? "" : std::string(text.substr(space + 1));
        if (name != current_) return "TYPE of another family than HELP";
        static const std::set<std::string> known{"counter", "gauge", "histogram"};
        if (!known.contains(word)) return "an unknown type";
        return found_.types.emplace(name, word).second ? "" : "a second TYPE";
    }

    std::string sample(std::string_view text) {
        ExpositionSample sample;
        const auto end = text.find_first_of("{ ");
        if (end == std::string_view::npos) return "no value";
        sample.name = text.substr(0, end);
        if (!is_name(sample.name, false)) return "a bad name";
        auto rest = text.substr(end);
        if (rest.front() == '{')
            if (auto problem = labels(rest, sample); !problem.empty()) return problem;
        if (rest.empty() || rest.front() != ' ') return "no blank before the value";
        const std::string number(rest.substr(1));
        char* stop = nullptr;
        sample.value = std::strtod(number.c_str(), &stop);
        if (number.empty() || *stop != '\0' || number.find_first_not_of("0123456789.+-e") != std::string::npos)
            return "a bad value: " + number;
        if (auto problem = belongs(sample); !problem.empty()) return problem;
        auto key = sample.name;
        for (const auto& [label, value] : sample.labels) key += "\n" + label + "\n" + value;
        if (!seen_.insert(key).second) return "the same sample twice";
        found_.samples.push_back(std::move(sample));
        return {};
    }

    std::string belongs(const ExpositionSample& sample) const {
        const auto type = found_.types.find(current_);
        if (type == found_.types.end()) return "a sample before its TYPE";
        if (type->second == "histogram") {
            const bool fits = sample.name == current_ + "_sum" || sample.name == current_ + "_count" ||
                              (sample.name == current_ + "_bucket" && sample.labels.contains("le"));
            return fits ? "" : "no part of a histogram";
        }
        if (sample.name != current_) return "a sample of another family";
        if (type->second != "counter") return {};
        if (!current_.ends_with("_total")) return "a counter's name ends in _total";
        return sample.value < 0 ? "a counter below 0" : "";
    }

    static std::string labels(std::string_view& rest, ExpositionSample& sample) {
        rest.remove_prefix(1);
        while (!rest.empty() && rest.front() != '}') {
            const auto equal = rest.find("=\"");
            if (equal == std::string_view::npos) return "a label without a value";
            const std::string name(rest.substr(0, equal));
            if (!is_name(name, true)) return "a bad label: " + name;
            rest.remove_prefix(equal + 2);
            std::string value;
            while (!rest.empty() && rest.front() != '"') {
                if (rest.front() == '\\') {
                    rest.remove_prefix(1);
                    if (rest.empty() || std::string_view("\\\"n").find(rest.front()) == std::string_view::npos)
                        return "a bad escape";
                    value += rest.front() == 'n' ? '\n' : rest.front();
                } else {
                    value += rest.front();
                }
                rest.remove_prefix(1);
            }
            if (rest.empty()) return "an open label";
            rest.remove_prefix(1);
            if (!sample.labels.emplace(name, value).second) return "a label twice";
            if (!rest.empty() && rest.front() == ',') rest.remove_prefix(1);
            else if (rest.empty() || rest.front() != '}') return "no comma between labels";
        }
        if (rest.empty()) return "no end of the labels";
        rest.remove_prefix(1);
        return {};
    }

    std::string histogram(const std::string& name) const {
        double last_bound = -1;
        double last = 0;
        bool infinite = false;
        for (const auto& sample : found_.samples) {
            if (sample.name != name + "_bucket") continue;
            const auto& le = sample.labels.at("le");
            if (infinite) return "a bucket after +Inf";
            infinite = le == "+Inf";
            const auto bound = infinite ? last_bound + 1 : std::strtod(le.c_str(), nullptr);
            if (bound <= last_bound || sample.value < last) return "buckets that do not rise";
            last_bound = bound;
            last = sample.value;
        }
        const auto* count = found_.find(name + "_count");
        if (!infinite || count == nullptr || found_.find(name + "_sum") == nullptr) return "a part is missing";
        return count->value == last ? "" : "the count is not that of +Inf";
    }

    Exposition& found_;
    std::string current_;
    std::set<std::string> helped_, seen_;
};

}  // namespace

const ExpositionSample* Exposition::find(const std::string& name, const std::map<std::string, std::string>& labels) const {
    const auto found =
        std::ranges::find_if(samples, [&](const auto& sample) { return sample.name == name && sample.labels == labels; });
    return found == samples.end() ? nullptr : &*found;
}

Exposition read_exposition(std::string_view text) {
    Exposition found;
    Reader reader(found);
    int number = 0;
    while (!text.empty() && found.problem.empty()) {
        ++number;
        const auto end = text.find('\n');
        if (end == std::string_view::npos) {
            found.problem = "the last line has no end";
            break;
        }
        if (const auto problem = reader.line(text.substr(0, end)); !problem.empty())
            found.problem = "line " + std::to_string(number) + ": " + problem;
        text.remove_prefix(end + 1);
    }
    if (found.problem.empty()) found.problem = reader.finish();
    return found;
}

}  // namespace gsmcfg::test
