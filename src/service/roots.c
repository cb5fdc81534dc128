// SPDX-License-Identifier: Apache-2.0
// Which directories of this machine clients may have indexed.
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "service_int.h"

static bool is_inside(const char *path, const char *root)
{
    size_t n = strlen(root);
    while (n > 1 && root[n - 1] == '/')
        n--;
    return strncmp(path, root, n) == 0 && (path[n] == '\0' || path[n] == '/' || n == 1);
}

bool roots_allow(const cg_service_options *opts, const char *real)
{
    char real_root[PATH_MAX];
    bool allowed = opts->any_root;
    for (const char *const *r = opts->roots; !allowed && r != NULL && *r != NULL; r++)
        allowed = realpath(*r, real_root) != NULL && is_inside(real, real_root);
    return allowed;
}

/* The real path of what exists of `path`, which is cut to that. Whether the rest exists is nobody's
 * business outside the allowed roots. */
static bool resolve_existing(char *path, char out_real[PATH_MAX])
{
    bool whole = true;
    while (realpath(path, out_real) == NULL) {
        whole = false;
        char *slash = strrchr(path, '/');
        slash[slash == path] = '\0'; /* "/" remains */
    }
    return whole;
}

cg_code roots_check(const cg_service_options *opts, cg_str root, char *out_real, cg_err *err)
{
    char path[PATH_MAX];
    if (root.len == 0 || root.len >= sizeof path || root.ptr[0] != '/' ||
        memchr(root.ptr, '\0', root.len) != NULL)
        return CG_FAIL(err, CG_E_PATH, "the root must be an absolute path of less than %d bytes",
                       PATH_MAX);
    memcpy(path, root.ptr, root.len);
    path[root.len] = '\0';
    bool exists = resolve_existing(path, out_real);
    if (!roots_allow(opts, out_real))
        return CG_FAIL(err, CG_E_FORBIDDEN_ROOT,
                       "this server may not read that directory: see the option parse.roots");
    struct stat st;
    if (!exists || stat(out_real, &st) != 0)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no such directory");
    if (!S_ISDIR(st.st_mode))
        return CG_FAIL(err, CG_E_INVALID, "the root is not a directory");
    return CG_OK;
}
