// SPDX-License-Identifier: Apache-2.0
#include "own_daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cg/config.h"

extern char **environ;

#define ADDRESS_MAX 4096

static bool is_private(const char *path, struct stat *out_st)
{
    return lstat(path, out_st) == 0 && S_ISDIR(out_st->st_mode) && out_st->st_uid == geteuid() &&
           (out_st->st_mode & 077) == 0;
}

/* The folder that holds those of all stores. */
static cg_str find_base(cli *c)
{
    const char *runtime = getenv("XDG_RUNTIME_DIR"), *state = getenv("XDG_STATE_HOME"),
               *home = getenv("HOME");
    struct stat st;
    if (runtime != NULL && runtime[0] == '/' && is_private(runtime, &st))
        return cg_arena_printf(c->arena, "%s/codegraph", runtime);
    if (state != NULL && state[0] == '/')
        return cg_arena_printf(c->arena, "%s/codegraph", state);
    if (home != NULL && home[0] == '/')
        return cg_arena_printf(c->arena, "%s/.local/state/codegraph", home);
    return CG_STR_NULL;
}

/* The path of the store, from the root. */
static const char *find_storage(cli *c, char *const *args, size_t count)
{
    cg_err err;
    CG_AUTO(cg_config) config = NULL;
    CG_AUTO_VALUE(cg_buf) path = {0};
    const cg_config_sources sources = {
        .arguments = args, .argument_count = count, .environment = environ};
    if (cg_config_load(&sources, &config, &err) != CG_OK ||
        cg_config_find_storage_path(config, &path, &err) != CG_OK) {
        fprintf(stderr, "codegraph: %s\n", err.text);
        return NULL;
    }
    if (path.ptr[0] == '/')
        return cg_arena_str(c->arena, cg_buf_str(&path)).ptr;
    char here[PATH_MAX];
    return cg_arena_printf(c->arena, "%s/%.*s", getcwd(here, sizeof here) != NULL ? here : "",
                           CG_STR_ARG(cg_buf_str(&path)))
        .ptr;
}

bool own_find(cli *c, char *const *args, size_t count, own_place *out)
{
    cg_err err;
    struct stat st;
    cg_str base = find_base(c);
    out->storage = find_storage(c, args, count);
    if (out->storage == NULL)
        return false;
    if (base.len == 0) {
        fprintf(stderr, "codegraph: HOME names no directory\n");
        return false;
    }
    uint64_t key = cg_hash64(out->storage, strlen(out->storage), 0);
    out->folder = cg_arena_printf(c->arena, "%.*s/%016" PRIx64, CG_STR_ARG(base), key).ptr;
    out->lock = cg_arena_printf(c->arena, "%s/lock", out->folder).ptr;
    out->address = cg_arena_printf(c->arena, "%s/address", out->folder).ptr;
    out->log = cg_arena_printf(c->arena, "%s/log", out->folder).ptr;
    if (cg_make_dirs(out->folder, &err) != CG_OK) {
        fprintf(stderr, "codegraph: %s: %s\n", out->folder, err.text);
        return false;
    }
    if (is_private(out->folder, &st))
        return true;
    fprintf(stderr, "codegraph: %s must be a directory of yours that is closed to others\n",
            out->folder);
    return false;
}

bool own_lock(const own_place *place, int *out_fd)
{
    int fd = open(place->lock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
        *out_fd = fd;
        return true;
    }
    int number = errno;
    if (fd >= 0)
        (void)close(fd);
    *out_fd = -1;
    if (fd >= 0 && number == EWOULDBLOCK)
        return true;
    fprintf(stderr, "codegraph: %s: %s\n", place->lock, strerror(number));
    return false;
}

bool own_read_address(cli *c, const own_place *place, own_address *out)
{
    CG_AUTO_VALUE(cg_buf) text = {0};
    CG_AUTO(cg_json) doc = NULL;
    if (cg_file_read(place->address, ADDRESS_MAX, &text, NULL) != CG_OK ||
        cg_json_parse(cg_buf_str(&text), NULL, &doc, NULL) != CG_OK)
        return false;
    cg_json_value root = cg_json_root(doc);
    *out = (own_address){.url = cg_arena_str(c->arena, member_str(root, "url")),
                         .pid = member_u64(root, "pid")};
    return out->url.len > 0 && out->pid > 1 && out->pid <= INT32_MAX;
}

void own_exec(cli *c, int lock_fd, const char *const *args, size_t count)
{
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    const char **argv = cg_arena_alloc_array(c->arena, count + 2, sizeof *argv);
    argv[0] = "codegraphd";
    for (size_t i = 0; i < count; i++)
        argv[i + 1] = args[i];
    (void)fcntl(lock_fd, F_SETFD, 0);
    if (n > 0) {
        cg_str path = cg_str_make(self, (size_t)n);
        path.len = (size_t)cg_str_rfind(path, '/');
        (void)execv(cg_arena_printf(c->arena, "%.*s/codegraphd", CG_STR_ARG(path)).ptr,
                    (char **)argv);
    }
    (void)execvp("codegraphd", (char **)argv);
    fprintf(stderr, "codegraph: codegraphd is neither beside this program nor in PATH: %s\n",
            strerror(errno));
}
