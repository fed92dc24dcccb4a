// A JSON value (RFC 8259). Keys keep the order in which they were set.
#pragma once

#include "gsmcfg/base/result.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gsmcfg::base {

class Json {
public:
    Json();  // null
    Json(bool value);
    Json(double value);
    Json(std::string_view value);  // what is not UTF-8 is replaced by U+FFFD when written
    Json(const char* value) : Json(std::string_view(value)) {}
    Json(const std::string& value) : Json(std::string_view(value)) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) Json(T value) : Json(static_cast<std::int64_t>(value), Integer{}) {}
    template <typename T>
    Json(const std::optional<T>& value) : Json() {
        if (value) *this = Json(*value);
    }
    Json(const Json& other);
    Json(Json&& other) noexcept;
    Json& operator=(const Json& other);
    Json& operator=(Json&& other) noexcept;
    ~Json();

    static Json object();
    static Json array();
    static Result<Json> parse(std::string_view text);

    // On an object: sets the key, returns itself for chaining.
    Json& set(std::string_view key, Json value);
    // On an array.
    Json& push(Json value);

    [[nodiscard]] bool is_null() const;
    [[nodiscard]] bool is_object() const;
    [[nodiscard]] bool is_array() const;
    [[nodiscard]] bool contains(std::string_view key) const;
    // Null for what is not there.
    [[nodiscard]] Json at(std::string_view key) const;
    [[nodiscard]] Json at(std::size_t index) const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] std::vector<std::string> keys() const;

    // The value if it has that type.
    [[nodiscard]] std::optional<std::string> string() const;
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] std::optional<double> number() const;
    [[nodiscard]] std::optional<bool> boolean() const;

    // One line; with an indent, several.
    [[nodiscard]] std::string dump(int indent = -1) const;

private:
    struct Integer {};
    struct Value;
    Json(std::int64_t value, Integer);
    std::unique_ptr<Value> value_;
};

}  // namespace gsmcfg::base
