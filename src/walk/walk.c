// SPDX-License-Identifier: Apache-2.0
// The walk: depth first, by directory descriptors, links never followed.
#include "cg/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ignore.h"

#define DEPTH_MAX 128 /* directories inside each other; each holds a descriptor */
#define IGNORE_FILE_MAX (1 << 20)

typedef struct walker {
    const cg_walk_options *opts;
    const cg_walk_visitor *visitor;
    cg_arena *texts; /* of ignore files, and the directories they stand in */
    ignore_rules rules;
    cg_buf path; /* of the entry at hand */
    unsigned depth;
    cg_code rc;
    cg_err *err;
} walker;

/* Not source, whatever .gitignore says: version control, dependencies, caches. */
static const char *const skipped_dirs[] = {
    ".git",  ".hg",  ".svn",        ".jj",           "node_modules", "__pycache__", ".tox",
    ".venv", ".nox", ".mypy_cache", ".pytest_cache", ".ruff_cache",  ".cache",      ".gradle",
};

static bool is_skipped_dir(cg_str name)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(skipped_dirs); i++)
        if (cg_str_eq(name, cg_str_from(skipped_dirs[i])))
            return true;
    return false;
}

static bool matches_any(const cg_str *globs, size_t count, cg_str path)
{
    for (size_t i = 0; i < count; i++)
        if (cg_glob_match(globs[i], path))
            return true;
    return false;
}

static void tell(walker *w, size_t name_at, cg_walk_kind kind, const struct stat *st)
{
    cg_walk_entry entry = {.kind = kind, .path = cg_buf_str(&w->path), .name_at = name_at};
    if (st != NULL)
        entry.stat = *st;
    w->rc = w->visitor->entry(w->visitor->arg, &entry, w->err);
}

static void visit_file(walker *w, int dir_fd, size_t name_at)
{
    struct stat st;
    if (!cg_utf8_valid(cg_buf_str(&w->path)))
        tell(w, name_at, CG_WALK_BAD_NAME, NULL);
    else if (fstatat(dir_fd, w->path.ptr + name_at, &st, AT_SYMLINK_NOFOLLOW) != 0)
        tell(w, name_at, CG_WALK_UNREADABLE, NULL);
    else if (S_ISREG(st.st_mode))
        tell(w, name_at, CG_WALK_FILE, &st);
    else
        tell(w, name_at, CG_WALK_SPECIAL, NULL);
}

/* What a link inside the tree points to is met under its own name; one that may lead out is told,
 * not followed. Only the target's text is looked at. */
static void visit_link(walker *w, int dir_fd, size_t name_at)
{
    char target[4096];
    ssize_t n = readlinkat(dir_fd, w->path.ptr + name_at, target, sizeof target);
    if (n > 0 && (target[0] == '/' || memmem(target, (size_t)n, "..", 2) != NULL))
        tell(w, name_at, CG_WALK_LINK_OUT, NULL);
}

static void add_ignore_file(walker *w, int dir_fd, const char *name, cg_str base)
{
    int fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return;
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
        st.st_size < IGNORE_FILE_MAX) {
        char *text = cg_arena_alloc(w->texts, (size_t)st.st_size + 1);
        ssize_t n = read(fd, text, (size_t)st.st_size);
        if (n > 0)
            ignore_add(&w->rules, cg_str_make(text, (size_t)n), base);
    }
    close(fd);
}

static void walk_directory(walker *w, int dir_fd);

static void visit_directory(walker *w, int parent_fd, size_t name_at)
{
    int fd = -1;
    if (w->depth < DEPTH_MAX)
        fd = openat(parent_fd, w->path.ptr + name_at,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        tell(w, name_at, CG_WALK_UNREADABLE, NULL);
    else
        walk_directory(w, fd);
}

static unsigned char type_of(int dir_fd, const struct dirent *entry)
{
    struct stat st;
    if (entry->d_type != DT_UNKNOWN)
        return entry->d_type;
    if (fstatat(dir_fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return DT_UNKNOWN;
    return S_ISDIR(st.st_mode) ? DT_DIR : S_ISLNK(st.st_mode) ? DT_LNK : DT_REG;
}

static void visit_entry(walker *w, int dir_fd, size_t name_at, unsigned char type)
{
    cg_str whole = cg_buf_str(&w->path), name = cg_str_slice(whole, name_at, whole.len);
    const cg_walk_options *o = w->opts;
    bool is_dir = type == DT_DIR;
    if (is_dir ? is_skipped_dir(name)
               : w->visitor->wants != NULL && !w->visitor->wants(w->visitor->arg, name))
        return;
    if (ignore_matches(&w->rules, whole, is_dir) ||
        matches_any(o->exclude, o->exclude_count, whole))
        return;
    if (is_dir)
        visit_directory(w, dir_fd, name_at);
    else if (o->include_count > 0 && !matches_any(o->include, o->include_count, whole))
        return;
    else if (type == DT_LNK)
        visit_link(w, dir_fd, name_at);
    else
        visit_file(w, dir_fd, name_at);
}

static void visit_entries(walker *w, DIR *listing)
{
    size_t name_at = w->path.len;
    struct dirent *entry;
    while (w->rc == CG_OK && (entry = readdir(listing)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (w->opts->cancel != NULL &&
            atomic_load_explicit(w->opts->cancel, memory_order_relaxed)) {
            w->rc = CG_FAIL(w->err, CG_E_CANCELED, "canceled");
            return;
        }
        w->path.len = name_at;
        cg_buf_add(&w->path, entry->d_name, strlen(entry->d_name) + 1);
        w->path.len--; /* the NUL stays behind the text, for the system calls */
        visit_entry(w, dirfd(listing), name_at, type_of(dirfd(listing), entry));
    }
}

/* Takes `dir_fd`; w->path names the directory. */
static void walk_directory(walker *w, int dir_fd)
{
    DIR *listing = fdopendir(dir_fd);
    CG_ASSERT(listing != NULL);
    w->depth++;
    size_t length = w->path.len, rules = w->rules.rules.len;
    if (w->visitor->enter != NULL)
        w->visitor->enter(w->visitor->arg, cg_buf_str(&w->path));
    if (length > 0)
        cg_buf_add_char(&w->path, '/');
    cg_str base = cg_arena_str(w->texts, cg_buf_str(&w->path));
    add_ignore_file(w, dir_fd, ".gitignore", base);
    add_ignore_file(w, dir_fd, ".ignore", base);
    visit_entries(w, listing);
    ignore_truncate(&w->rules, rules);
    w->path.len = length;
    if (w->visitor->leave != NULL)
        w->visitor->leave(w->visitor->arg);
    w->depth--;
    closedir(listing);
}

cg_code cg_walk_open_root(const char *root, int *out_fd, cg_err *err)
{
    *out_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (*out_fd >= 0)
        return CG_OK;
    if (errno == ENOENT)
        return CG_FAIL(err, CG_E_NOT_FOUND, "there is no such directory");
    if (errno == ENOTDIR)
        return CG_FAIL(err, CG_E_INVALID, "the root is not a directory");
    return CG_FAIL(err, CG_E_INVALID, "the directory cannot be read");
}

cg_code cg_walk(int root_fd, const cg_walk_options *opts, const cg_walk_visitor *visitor,
                cg_err *err)
{
    int fd = openat(root_fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return CG_FAIL(err, CG_E_INVALID, "the directory cannot be read");
    walker w = {.opts = opts, .visitor = visitor, .texts = cg_arena_create(0), .err = err};
    add_ignore_file(&w, fd, ".git/info/exclude", CG_STR(""));
    walk_directory(&w, fd);
    ignore_fini(&w.rules);
    cg_buf_fini(&w.path);
    cg_arena_destroy(w.texts);
    return w.rc;
}

#define OPEN_FLAGS (O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW)

/* What openat2 does, one directory after the other. */
static int open_by_steps(int root_fd, cg_str path)
{
    char name[NAME_MAX + 1];
    cg_str part;
    int fd = -1, dir_fd = root_fd;
    while (cg_str_split(&path, '/', &part)) {
        bool last = path.len == 0;
        if (part.len == 0 || part.len > NAME_MAX || cg_str_eq(part, CG_STR(".."))) {
            errno = part.len > NAME_MAX ? ENAMETOOLONG : EXDEV;
            fd = -1;
        } else {
            memcpy(name, part.ptr, part.len);
            name[part.len] = '\0';
            fd = openat(dir_fd, name, OPEN_FLAGS | (last ? 0 : O_DIRECTORY));
        }
        int error = errno;
        if (dir_fd != root_fd)
            close(dir_fd);
        errno = error;
        dir_fd = fd;
        if (fd < 0 || last)
            break;
    }
    return fd;
}

int cg_walk_open_file(int root_fd, const char *path)
{
    struct open_how how = {
        .flags = OPEN_FLAGS,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long fd = syscall(SYS_openat2, root_fd, path, &how, sizeof how);
    /* Linux before 5.6 does not know it, and sandboxes refuse what they do not know. */
    if (fd < 0 && (errno == ENOSYS || errno == EPERM))
        fd = open_by_steps(root_fd, cg_str_from(path));
    return (int)fd;
}
