// SPDX-License-Identifier: Apache-2.0
// config: what options mean together: who can reach the daemon, where the store is.
#include "config_int.h"

#include <arpa/inet.h>
#include <stdlib.h>

bool cg_config_is_loopback(cg_str host)
{
    char text[64];
    struct in_addr v4;
    struct in6_addr v6;
    if (cg_str_starts(host, CG_STR("[")) && cg_str_ends(host, CG_STR("]")))
        host = cg_str_slice(host, 1, host.len - 1);
    if (cg_str_eq(host, CG_STR("localhost")))
        return true;
    if (host.len == 0 || host.len >= sizeof text)
        return false;
    memcpy(text, host.ptr, host.len);
    text[host.len] = '\0';
    if (inet_pton(AF_INET, text, &v4) == 1)
        return (ntohl(v4.s_addr) >> 24) == 127;
    return inet_pton(AF_INET6, text, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

cg_code cg_config_check_exposure(const cg_config *config, cg_err *err)
{
    if (config->auth_enabled || cg_config_is_loopback(config->server_host))
        return CG_OK;
    (void)CG_FAIL(err, CG_E_INVALID,
                  "server.host: \"%.*s\" can be reached from other machines, which needs "
                  "auth.enabled; use 127.0.0.1",
                  CG_STR_ARG(config->server_host));
    (void)cg_err_at(err, "server.host");
    return CG_E_INVALID;
}

cg_code cg_config_find_storage_path(const cg_config *config, cg_buf *out, cg_err *err)
{
    const char *data = getenv("XDG_DATA_HOME");
    const char *home = getenv("HOME");
    if (config->storage_path.len > 0)
        cg_buf_printf(out, "%.*s%c", CG_STR_ARG(config->storage_path), '\0');
    else if (data && data[0] == '/') /* a relative one is to be ignored, says its specification */
        cg_buf_printf(out, "%s/codegraph%c", data, '\0');
    else if (home && home[0] == '/')
        cg_buf_printf(out, "%s/.local/share/codegraph%c", home, '\0');
    else
        return CG_FAIL(err, CG_E_INVALID,
                       "storage.path: must be set, because HOME names no directory");
    if (out->error != CG_OK)
        return CG_FAIL(err, out->error, "storage.path: too long");
    out->len--;
    return CG_OK;
}
