// Prepared statements with typed parameters and columns: Query<Row(columns…), Args(parameters…)>, Insertion<Args(parameters…)>.
#pragma once

#include "session.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

namespace gsmcfg::store {

template <typename... T>
using Row = std::tuple<T...>;
template <typename... T>
using Args = std::tuple<T...>;

namespace detail {

// The memory that SOCI binds to; NULL is an empty optional.
template <typename T>
struct Slot {
    T value{};
    soci::indicator indicator = soci::i_ok;
    void put(const T& given) { value = given; }
    [[nodiscard]] const T& get() const {
        static const T nothing{};
        return indicator == soci::i_null ? nothing : value;
    }
};
// Row and count types are bound as long long: SOCI truncates INTEGER to 32 bits otherwise.
template <>
struct Slot<std::int64_t> {
    long long value = 0;
    soci::indicator indicator = soci::i_ok;
    void put(std::int64_t given) { value = given; }
    [[nodiscard]] std::int64_t get() const { return indicator == soci::i_null ? 0 : value; }
};
template <typename T>
struct Slot<std::optional<T>> {
    Slot<T> inner;
    void put(const std::optional<T>& given) {
        inner.indicator = given ? soci::i_ok : soci::i_null;
        inner.put(given.value_or(T{}));
    }
    [[nodiscard]] std::optional<T> get() const {
        if (inner.indicator == soci::i_null) return std::nullopt;
        return inner.get();
    }
};

template <typename T>
struct IsOptional : std::false_type {};
template <typename T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <typename T>
auto& memory(Slot<T>& slot) {
    if constexpr (IsOptional<T>::value) return slot.inner;
    else return slot;
}

}  // namespace detail

template <typename RowType, typename ArgsType>
class Query;

// Prepared once, run often; bound by position. Always fetched to its end: an open statement would pin the snapshot.
// Throws DatabaseError.
template <typename... Columns, typename... Parameters>
class Query<std::tuple<Columns...>, std::tuple<Parameters...>> {
public:
    Query(Database& database, std::string_view sql) : statement_(database.session().soci) {
        guarded([&] {
            std::apply(
                [&](auto&... slot) {
                    (statement_.exchange(soci::use(detail::memory(slot).value, detail::memory(slot).indicator)), ...);
                },
                in_);
            std::apply(
                [&](auto&... slot) {
                    (statement_.exchange(soci::into(detail::memory(slot).value, detail::memory(slot).indicator)), ...);
                },
                out_);
            statement_.alloc();
            statement_.prepare(std::string(sql));
            statement_.define_and_bind();
        });
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    // Calls `take(columns…)` for each row.
    template <typename Take>
    void each(Take&& take, const Parameters&... parameters) {
        put(std::index_sequence_for<Parameters...>{}, parameters...);
        guarded([&] {
            bool more = statement_.execute(true);
            while (more) {
                std::apply([&](const auto&... slot) { take(slot.get()...); }, out_);
                more = statement_.fetch();
            }
        });
    }

    // The first row, if there is one.
    std::optional<std::tuple<Columns...>> first(const Parameters&... parameters) {
        std::optional<std::tuple<Columns...>> found;
        each(
            [&](const Columns&... columns) {
                if (!found) found.emplace(columns...);
            },
            parameters...);
        return found;
    }

    // For statements without rows: how many records were changed.
    std::int64_t run(const Parameters&... parameters) {
        put(std::index_sequence_for<Parameters...>{}, parameters...);
        return guarded([&]() -> std::int64_t {
            bool more = statement_.execute(true);
            while (more) more = statement_.fetch();
            return statement_.get_affected_rows();
        });
    }

private:
    template <std::size_t... Index>
    void put(std::index_sequence<Index...>, const Parameters&... parameters) {
        (std::get<Index>(in_).put(parameters), ...);
    }

    std::tuple<detail::Slot<Parameters>...> in_;
    std::tuple<detail::Slot<Columns>...> out_;
    soci::statement statement_;
};

template <typename ArgsType>
class Insertion;

// An INSERT of one record whose key the database makes. Without RETURNING: SQLite would build a table for its one row.
template <typename... Parameters>
class Insertion<std::tuple<Parameters...>> {
public:
    Insertion(Database& database, std::string_view sql) : database_(database), insert_(database, sql) {}

    Id run(const Parameters&... parameters) {
        insert_.run(parameters...);
        return guarded([&]() -> Id {
            long long id = 0;
            if (!database_.session().soci.get_last_insert_id("", id)) throw DatabaseError("the new record has no number");
            return id;
        });
    }

private:
    Database& database_;
    Query<Row<>, Args<Parameters...>> insert_;
};

}  // namespace gsmcfg::store
