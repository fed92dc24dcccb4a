// libpq brings TLS, Kerberos and LDAP with it: 5 MB and some milliseconds, which a program that works on a file does not pay.
#pragma once

namespace gsmcfg::store {

// Before any function of libpq is called. False if this machine has no libpq.so.5.
[[nodiscard]] bool libpq_is_there();

}  // namespace gsmcfg::store
