// SPDX-License-Identifier: Apache-2.0
// The walk: depth first, by directory descriptors, links never followed.
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ignore.h"

#define DEPTH_MAX 128            /* directories inside each other; each holds a descriptor */
#define IGNORE_FILE_MAX (1 << 20)

typedef struct walker {
    const walk_options *opts;
    walk_tree *tree;
    ignore_rules rules;
    cg_code rc;
    cg_err *err;
    unsigned depth;
} walker;

/* Not source, whatever .gitignore says: version control, dependencies, caches. */
static const char *const skipped_dirs[] = {
    ".git", ".hg", ".svn", ".jj", "node_modules", "__pycache__", ".tox", ".venv", ".mypy_cache",
    ".pytest_cache", ".cache", ".gradle",
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

static uint64_t time_ns(struct timespec t)
{
    return (uint64_t)t.tv_sec * UINT64_C(1000000000) + (uint64_t)t.tv_nsec;
}

/* Names by which a file can be ours: a known extension, or none at all (a script says so in its
 * first line). */
static bool may_be_source(cg_str name)
{
    return cg_lang_by_name(name) != CG_LANG_NONE || cg_str_find(name, '.') < 0;
}

static void add_file(walker *w, uint32_t dir, cg_str path, size_t name_at, const walk_file *proto)
{
    if (w->tree->files.len >= w->opts->files_max) {
        w->rc = CG_FAIL(w->err, CG_E_LIMIT, "the tree has more than %u files", w->opts->files_max);
        return;
    }
    walk_file file = *proto;
    file.path = cg_arena_str(w->tree->arena, path);
    file.dir = dir;
    file.name_at = (uint32_t)name_at;
    CG_VEC_PUSH(&w->tree->files, file);
}

static void visit_file(walker *w, int dir_fd, uint32_t dir, stat_row *row, cg_str path,
                       size_t name_at)
{
    cg_str name = cg_str_slice(path, name_at, path.len);
    walk_file file = {0};
    struct stat st;
    if (fstatat(dir_fd, name.ptr, &st, AT_SYMLINK_NOFOLLOW) != 0) {
        file.skip = CG_SKIP_UNREADABLE;
    } else if (!S_ISREG(st.st_mode)) {
        file.skip = CG_SKIP_SPECIAL;
    } else {
        file.stat = (stat_entry){.size = (uint64_t)st.st_size,
                                 .mtime_ns = time_ns(st.st_mtim),
                                 .ctime_ns = time_ns(st.st_ctim),
                                 .inode = (uint64_t)st.st_ino};
        stat_entry last;
        if (stat_row_find(row, name, &last) && last.size == file.stat.size &&
            last.mtime_ns == file.stat.mtime_ns && last.ctime_ns == file.stat.ctime_ns &&
            last.inode == file.stat.inode) {
            file.stat = last;
            file.known = true;
        }
    }
    add_file(w, dir, path, name_at, &file);
}

static void visit_link(walker *w, int dir_fd, uint32_t dir, cg_str path, size_t name_at)
{
    /* What a link inside the tree points to is indexed under its own name; one that leads out is
     * reported, not followed. Only the target's text is looked at. */
    char target[4096];
    ssize_t n = readlinkat(dir_fd, path.ptr + name_at, target, sizeof target);
    if (n > 0 && (target[0] == '/' || memmem(target, (size_t)n, "..", 2) != NULL) &&
        cg_lang_by_name(path) != CG_LANG_NONE)
        add_file(w, dir, path, name_at, &(walk_file){.skip = CG_SKIP_LINK});
}

static size_t add_ignore_file(walker *w, int dir_fd, const char *name, cg_str base)
{
    size_t before = w->rules.rules.len;
    int fd = openat(dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return before;
    struct stat st;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0 &&
        st.st_size < IGNORE_FILE_MAX) {
        char *text = cg_arena_alloc(w->tree->arena, (size_t)st.st_size + 1);
        ssize_t n = read(fd, text, (size_t)st.st_size);
        if (n > 0)
            ignore_add(&w->rules, cg_str_make(text, (size_t)n), base);
    }
    close(fd);
    return before;
}

static void walk_directory(walker *w, int dir_fd, cg_str path, cg_buf *name);

static void visit_directory(walker *w, int parent_fd, uint32_t parent, cg_buf *path, size_t name_at)
{
    int fd = openat(parent_fd, path->ptr + name_at,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || w->depth == DEPTH_MAX) {
        add_file(w, parent, cg_buf_str(path), name_at, &(walk_file){.skip = CG_SKIP_UNREADABLE});
        if (fd >= 0)
            close(fd);
        return;
    }
    walk_directory(w, fd, cg_arena_str(w->tree->arena, cg_buf_str(path)), path);
}

static void visit_entry(walker *w, int dir_fd, uint32_t dir, stat_row *row, cg_buf *path,
                        size_t name_at, unsigned char type)
{
    cg_str whole = cg_buf_str(path), name = cg_str_slice(whole, name_at, whole.len);
    if (type == DT_UNKNOWN) {
        struct stat st;
        if (fstatat(dir_fd, name.ptr, &st, AT_SYMLINK_NOFOLLOW) == 0)
            type = S_ISDIR(st.st_mode) ? DT_DIR : S_ISLNK(st.st_mode) ? DT_LNK : DT_REG;
    }
    bool is_dir = type == DT_DIR;
    if ((is_dir && is_skipped_dir(name)) || (!is_dir && !may_be_source(name)))
        return;
    if (ignore_matches(&w->rules, whole, is_dir) ||
        matches_any(w->opts->exclude, w->opts->exclude_count, whole))
        return;
    if (is_dir) {
        visit_directory(w, dir_fd, dir, path, name_at);
        return;
    }
    if (w->opts->include_count > 0 && !matches_any(w->opts->include, w->opts->include_count, whole))
        return;
    if (type == DT_LNK)
        visit_link(w, dir_fd, dir, whole, name_at);
    else if (!cg_utf8_valid(name))
        add_file(w, dir, whole, name_at, &(walk_file){.skip = CG_SKIP_ENCODING});
    else
        visit_file(w, dir_fd, dir, row, whole, name_at);
}

static uint32_t begin_directory(walker *w, cg_str path, stat_row *row)
{
    stat_row_read(w->opts->cache, path, row);
    walk_dir dir = {.path = path, .stored_bytes = row->value.len};
    CG_VEC_PUSH(&w->tree->dirs, dir);
    return (uint32_t)w->tree->dirs.len - 1;
}

/* Takes `dir_fd`. `buffer` holds the path while its entries are visited. */
static void walk_directory(walker *w, int dir_fd, cg_str path, cg_buf *buffer)
{
    DIR *listing = fdopendir(dir_fd);
    CG_ASSERT(listing != NULL);
    w->depth++;
    size_t length = buffer->len;
    if (length > 0)
        cg_buf_add_char(buffer, '/');
    size_t name_at = buffer->len;
    cg_str base = cg_arena_str(w->tree->arena, cg_buf_str(buffer));
    size_t rules = add_ignore_file(w, dir_fd, ".gitignore", base);
    (void)add_ignore_file(w, dir_fd, ".ignore", base);
    stat_row row;
    uint32_t dir = begin_directory(w, path, &row);
    struct dirent *entry;
    while (w->rc == CG_OK && (entry = readdir(listing)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (w->opts->cancel != NULL && atomic_load_explicit(w->opts->cancel, memory_order_relaxed))
            w->rc = CG_FAIL(w->err, CG_E_CANCELED, "canceled");
        buffer->len = name_at;
        cg_buf_add(buffer, entry->d_name, strlen(entry->d_name) + 1);
        buffer->len--; /* the NUL stays behind the text for the system calls */
        visit_entry(w, dir_fd, dir, &row, buffer, name_at, entry->d_type);
    }
    stat_row_close(&row);
    ignore_truncate(&w->rules, rules);
    buffer->len = length;
    w->depth--;
    closedir(listing);
}

cg_code walk(const walk_options *opts, walk_tree *out_tree, cg_err *err)
{
    *out_tree = (walk_tree){.arena = cg_arena_create(0), .root_fd = -1};
    cg_str root = cg_arena_str(out_tree->arena, opts->root);
    int fd = open(root.ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 && errno == ENOTDIR)
        return CG_FAIL(err, CG_E_INVALID, "the root is not a directory");
    if (fd < 0)
        return CG_FAIL(err, errno == ENOENT ? CG_E_NOT_FOUND : CG_E_INVALID,
                       "the root cannot be opened: %s",
                       errno == ENOENT ? "there is no such directory" : "permission denied");
    out_tree->root_fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
    CG_ASSERT(out_tree->root_fd >= 0);
    walker w = {.opts = opts, .tree = out_tree, .err = err};
    (void)add_ignore_file(&w, fd, ".git/info/exclude", CG_STR(""));
    CG_AUTO_VALUE(cg_buf) path = {0};
    walk_directory(&w, fd, CG_STR(""), &path);
    ignore_fini(&w.rules);
    return w.rc;
}

void walk_close(walk_tree *tree)
{
    if (tree->root_fd >= 0)
        close(tree->root_fd);
    CG_VEC_FINI(&tree->files);
    CG_VEC_FINI(&tree->dirs);
    cg_arena_destroy(tree->arena);
}

int walk_open(const walk_tree *tree, const walk_file *file)
{
    struct open_how how = {
        .flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
    };
    long fd = syscall(SYS_openat2, tree->root_fd, file->path.ptr, &how, sizeof how);
    if (fd < 0 && errno == ENOSYS) /* before Linux 5.6, or a sandbox without it */
        fd = openat(tree->root_fd, file->path.ptr, (int)how.flags | O_NOFOLLOW);
    return (int)fd;
}
