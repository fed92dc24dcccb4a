#include "libpq_on_demand.hpp"

#include <dlfcn.h>
#include <libpq-fe.h>

namespace gsmcfg::store {
namespace {

void* library() {
    static void* const opened = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
    return opened;
}

template <typename Function>
Function* loaded(const char* name) {
    return reinterpret_cast<Function*>(dlsym(library(), name));
}

}  // namespace

bool libpq_is_there() { return library() != nullptr; }

}  // namespace gsmcfg::store

// What this program and SOCI's backend call of libpq, each under its own name: SOCI knows no other. The compiler compares them
// with libpq's header; a function that is missing here is missed by the linker.
#define GSMCFG_FORWARD(result, name, parameters, arguments)                        \
    result name parameters {                                                       \
        static auto* const forward = gsmcfg::store::loaded<decltype(name)>(#name); \
        return forward arguments;                                                  \
    }

extern "C" {
GSMCFG_FORWARD(int, lo_close, (PGconn * a, int b), (a, b))
GSMCFG_FORWARD(int, lo_lseek, (PGconn * a, int b, int c, int d), (a, b, c, d))
GSMCFG_FORWARD(int, lo_open, (PGconn * a, Oid b, int c), (a, b, c))
GSMCFG_FORWARD(int, lo_read, (PGconn * a, int b, char* c, size_t d), (a, b, c, d))
GSMCFG_FORWARD(int, lo_write, (PGconn * a, int b, const char* c, size_t d), (a, b, c, d))
GSMCFG_FORWARD(int, PQbackendPID, (const PGconn* a), (a))
GSMCFG_FORWARD(void, PQclear, (PGresult * a), (a))
GSMCFG_FORWARD(char*, PQcmdTuples, (PGresult * a), (a))
GSMCFG_FORWARD(PQconninfoOption*, PQconndefaults, (), ())
GSMCFG_FORWARD(PGconn*, PQconnectdb, (const char* a), (a))
GSMCFG_FORWARD(void, PQconninfoFree, (PQconninfoOption * a), (a))
GSMCFG_FORWARD(PQconninfoOption*, PQconninfoParse, (const char* a, char** b), (a, b))
GSMCFG_FORWARD(int, PQconsumeInput, (PGconn * a), (a))
GSMCFG_FORWARD(char*, PQerrorMessage, (const PGconn* a), (a))
GSMCFG_FORWARD(PGresult*, PQexec, (PGconn * a, const char* b), (a, b))
GSMCFG_FORWARD(PGresult*, PQexecParams,
               (PGconn * a, const char* b, int c, const Oid* d, const char* const* e, const int* f, const int* g, int h),
               (a, b, c, d, e, f, g, h))
GSMCFG_FORWARD(PGresult*, PQexecPrepared,
               (PGconn * a, const char* b, int c, const char* const* d, const int* e, const int* f, int g), (a, b, c, d, e, f, g))
GSMCFG_FORWARD(int, PQfformat, (const PGresult* a, int b), (a, b))
GSMCFG_FORWARD(void, PQfinish, (PGconn * a), (a))
GSMCFG_FORWARD(char*, PQfname, (const PGresult* a, int b), (a, b))
GSMCFG_FORWARD(void, PQfreemem, (void* a), (a))
GSMCFG_FORWARD(int, PQfsize, (const PGresult* a, int b), (a, b))
GSMCFG_FORWARD(Oid, PQftype, (const PGresult* a, int b), (a, b))
GSMCFG_FORWARD(int, PQgetisnull, (const PGresult* a, int b, int c), (a, b, c))
GSMCFG_FORWARD(PGresult*, PQgetResult, (PGconn * a), (a))
GSMCFG_FORWARD(char*, PQgetvalue, (const PGresult* a, int b, int c), (a, b, c))
GSMCFG_FORWARD(int, PQnfields, (const PGresult* a), (a))
GSMCFG_FORWARD(PGnotify*, PQnotifies, (PGconn * a), (a))
GSMCFG_FORWARD(int, PQntuples, (const PGresult* a), (a))
GSMCFG_FORWARD(const char*, PQparameterStatus, (const PGconn* a, const char* b), (a, b))
GSMCFG_FORWARD(PGresult*, PQprepare, (PGconn * a, const char* b, const char* c, int d, const Oid* e), (a, b, c, d, e))
GSMCFG_FORWARD(int, PQputCopyData, (PGconn * a, const char* b, int c), (a, b, c))
GSMCFG_FORWARD(int, PQputCopyEnd, (PGconn * a, const char* b), (a, b))
GSMCFG_FORWARD(void, PQreset, (PGconn * a), (a))
GSMCFG_FORWARD(char*, PQresultErrorField, (const PGresult* a, int b), (a, b))
GSMCFG_FORWARD(char*, PQresultErrorMessage, (const PGresult* a), (a))
GSMCFG_FORWARD(ExecStatusType, PQresultStatus, (const PGresult* a), (a))
GSMCFG_FORWARD(int, PQsendPrepare, (PGconn * a, const char* b, const char* c, int d, const Oid* e), (a, b, c, d, e))
GSMCFG_FORWARD(int, PQsendQuery, (PGconn * a, const char* b), (a, b))
GSMCFG_FORWARD(int, PQsendQueryParams,
               (PGconn * a, const char* b, int c, const Oid* d, const char* const* e, const int* f, const int* g, int h),
               (a, b, c, d, e, f, g, h))
GSMCFG_FORWARD(int, PQsendQueryPrepared,
               (PGconn * a, const char* b, int c, const char* const* d, const int* e, const int* f, int g), (a, b, c, d, e, f, g))
GSMCFG_FORWARD(int, PQserverVersion, (const PGconn* a), (a))
GSMCFG_FORWARD(PGVerbosity, PQsetErrorVerbosity, (PGconn * a, PGVerbosity b), (a, b))
GSMCFG_FORWARD(PQnoticeProcessor, PQsetNoticeProcessor, (PGconn * a, PQnoticeProcessor b, void* c), (a, b, c))
GSMCFG_FORWARD(int, PQsetSingleRowMode, (PGconn * a), (a))
GSMCFG_FORWARD(int, PQsocket, (const PGconn* a), (a))
GSMCFG_FORWARD(ConnStatusType, PQstatus, (const PGconn* a), (a))
GSMCFG_FORWARD(PGTransactionStatusType, PQtransactionStatus, (const PGconn* a), (a))
}
