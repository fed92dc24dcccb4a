#include "gsmcfg/base/json.hpp"

#include <nlohmann/json.hpp>

namespace gsmcfg::base {

using Node = nlohmann::ordered_json;

struct Json::Value {
    Node node;
};

Json::Json() : value_(std::make_unique<Value>()) {}
Json::Json(bool value) : value_(std::make_unique<Value>(Value{Node(value)})) {}
Json::Json(double value) : value_(std::make_unique<Value>(Value{Node(value)})) {}
Json::Json(std::string_view value) : value_(std::make_unique<Value>(Value{Node(std::string(value))})) {}
Json::Json(std::int64_t value, Integer) : value_(std::make_unique<Value>(Value{Node(value)})) {}
Json::Json(const Json& other) : value_(std::make_unique<Value>(*other.value_)) {}
Json::Json(Json&& other) noexcept : value_(std::move(other.value_)) {}
Json& Json::operator=(const Json& other) {
    if (this != &other) value_ = std::make_unique<Value>(*other.value_);
    return *this;
}
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

Json Json::object() {
    Json json;
    json.value_->node = Node::object();
    return json;
}

Json Json::array() {
    Json json;
    json.value_->node = Node::array();
    return json;
}

Result<Json> Json::parse(std::string_view text) {
    try {
        Json json;
        json.value_->node = Node::parse(text);
        return json;
    } catch (const Node::parse_error& error) {
        return fail(ErrorCode::malformed, "json", error.what(), error.byte);
    }
}

Json& Json::set(std::string_view key, Json value) {
    value_->node[std::string(key)] = std::move(value.value_->node);
    return *this;
}

Json& Json::push(Json value) {
    value_->node.push_back(std::move(value.value_->node));
    return *this;
}

bool Json::is_null() const { return value_->node.is_null(); }
bool Json::is_object() const { return value_->node.is_object(); }
bool Json::is_array() const { return value_->node.is_array(); }
bool Json::contains(std::string_view key) const { return value_->node.is_object() && value_->node.contains(std::string(key)); }

Json Json::at(std::string_view key) const {
    Json json;
    if (contains(key)) json.value_->node = value_->node.at(std::string(key));
    return json;
}

Json Json::at(std::size_t index) const {
    Json json;
    if (is_array() && index < size()) json.value_->node = value_->node.at(index);
    return json;
}

std::size_t Json::size() const { return value_->node.size(); }

std::vector<std::string> Json::keys() const {
    std::vector<std::string> names;
    if (is_object())
        for (const auto& item : value_->node.items()) names.push_back(item.key());
    return names;
}

std::optional<std::string> Json::string() const {
    if (!value_->node.is_string()) return std::nullopt;
    return value_->node.get<std::string>();
}

std::optional<std::int64_t> Json::integer() const {
    if (!value_->node.is_number_integer()) return std::nullopt;
    return value_->node.get<std::int64_t>();
}

std::optional<double> Json::number() const {
    if (!value_->node.is_number()) return std::nullopt;
    return value_->node.get<double>();
}

std::optional<bool> Json::boolean() const {
    if (!value_->node.is_boolean()) return std::nullopt;
    return value_->node.get<bool>();
}

std::string Json::dump(int indent) const { return value_->node.dump(indent, ' ', false, Node::error_handler_t::replace); }

}  // namespace gsmcfg::base
