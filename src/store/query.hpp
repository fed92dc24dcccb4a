// Prepared statements with typed parameters and columns: Query<Row(columns…), Args(parameters…)>, Insertion<Args(parameters…)>.
#pragma once

#include "session.hpp"

#include <array>
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
constexpr ParameterType type_of() {
    if constexpr (IsOptional<T>::value) return type_of<typename T::value_type>();
    else return std::is_same_v<T, std::string> ? ParameterType::text : ParameterType::number;
}

template <typename T>
auto& memory(Slot<T>& slot) {
    if constexpr (IsOptional<T>::value) return slot.inner;
    else return slot;
}

}  // namespace detail

template <typename RowType, typename ArgsType>
class Query;

// Prepared when it is first run, then run often; bound by position. Most of a repository's statements are never run by a program
// that waits, and each that is prepared takes some kilobytes. Always fetched to its end: an open statement would pin the
// snapshot. Throws DatabaseError.
template <typename... Columns, typename... Parameters>
class Query<std::tuple<Columns...>, std::tuple<Parameters...>> {
public:
    Query(Database& database, const Sql& sql)
        : session_(database.session()), unprepared_(session_.text_of(sql, types)), statement_(session_.soci) {}
    ~Query() {
        if (unprepared_.empty() && connection_ != session_.connection) session_.forget(statement_);
    }
    Query(const Query&) = delete;
    Query& operator=(const Query&) = delete;

    // Calls `take(columns…)` for each row.
    template <typename Take>
    void each(Take&& take, const Parameters&... parameters) {
        put(std::index_sequence_for<Parameters...>{}, parameters...);
        make_ready();
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
        make_ready();
        return guarded([&]() -> std::int64_t {
            bool more = statement_.execute(true);
            while (more) more = statement_.fetch();
            const auto changed = statement_.get_affected_rows();
            if (changed > 0) session_.wrote = true;
            return changed;
        });
    }

private:
    static constexpr std::array<ParameterType, sizeof...(Parameters)> types{detail::type_of<Parameters>()...};

    // The connection may be a newer one than that on which this was prepared.
    void make_ready() {
        session_.make_ready();
        if (!unprepared_.empty()) prepare();
        else if (connection_ != session_.connection) session_.prepare_again(statement_);
        connection_ = session_.connection;
    }

    void prepare() {
        guarded([&] {
            if (!bound_) bind();
            statement_.prepare(unprepared_);
            statement_.define_and_bind();
        });
        unprepared_ = std::string();
    }

    // To the places of the values, which stay; once, also if preparing fails and is tried again.
    void bind() {
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
        session_.name_parameters(statement_, types.size());
        bound_ = true;
    }

    template <std::size_t... Index>
    void put(std::index_sequence<Index...>, const Parameters&... parameters) {
        (std::get<Index>(in_).put(parameters), ...);
    }

    Database::Session& session_;
    std::string unprepared_;  // its text, until it is prepared
    bool bound_ = false;
    std::int64_t connection_ = 0;
    std::tuple<detail::Slot<Parameters>...> in_;
    std::tuple<detail::Slot<Columns>...> out_;
    soci::statement statement_;
};

template <typename ArgsType>
class Insertion;

// An INSERT of one record whose key the database makes. SQLite is asked for the key afterwards: for RETURNING it would build a
// table for its one row.
template <typename... Parameters>
class Insertion<std::tuple<Parameters...>> {
public:
    Insertion(Database& database, const std::string& sql) : session_(database.session()) {
        if (session_.is(Backend::sqlite)) plain_.emplace(database, sql);
        else returning_.emplace(database, sql + " RETURNING id");
    }

    Id run(const Parameters&... parameters) {
        session_.wrote = true;
        if (returning_) return std::get<0>(returning_->first(parameters...).value());
        plain_->run(parameters...);
        return guarded([&]() -> Id {
            long long id = 0;
            if (!session_.soci.get_last_insert_id("", id)) throw DatabaseError("the new record has no number");
            return id;
        });
    }

private:
    Database::Session& session_;
    std::optional<Query<Row<>, Args<Parameters...>>> plain_;
    std::optional<Query<Row<Id>, Args<Parameters...>>> returning_;
};

}  // namespace gsmcfg::store
