// SPDX-License-Identifier: Apache-2.0
#include "seen.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char *const kinds[] = {
    [CG_WALK_FILE] = "",
    [CG_WALK_LINK_OUT] = "link:",
    [CG_WALK_SPECIAL] = "special:",
    [CG_WALK_UNREADABLE] = "unreadable:",
    [CG_WALK_BAD_NAME] = "name:",
};

static void enter(void *arg, cg_str dir)
{
    seen *s = arg;
    CG_ASSERT(s->depth > 0 || dir.len == 0);
    s->depth++;
    s->directories++;
    s->deepest = CG_MAX(s->deepest, s->depth);
}

static void leave(void *arg)
{
    ((seen *)arg)->depth--;
}

static bool wants(void *arg, cg_str name)
{
    seen *s = arg;
    s->asked++;
    return s->unwanted == NULL || !cg_str_ends(name, cg_str_from(s->unwanted));
}

static cg_code take(void *arg, const cg_walk_entry *entry, cg_err *err)
{
    seen *s = arg;
    CG_ASSERT(entry->path.ptr[entry->path.len] == '\0');
    CG_ASSERT(entry->name_at == 0 || entry->path.ptr[entry->name_at - 1] == '/');
    CG_ASSERT(entry->kind != CG_WALK_FILE || S_ISREG(entry->stat.st_mode));
    if (s->stop_after > 0 && s->words.len == s->stop_after)
        return CG_FAIL(err, CG_E_LIMIT, "enough");
    CG_AUTO_VALUE(cg_buf) word = {0};
    cg_buf_printf(&word, "%s%.*s", kinds[entry->kind], CG_STR_ARG(entry->path));
    CG_VEC_PUSH(&s->words, cg_strdup(cg_buf_str(&word)));
    if (s->cancel != NULL)
        atomic_store(s->cancel, true);
    return CG_OK;
}

static int compare_words(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

cg_code seen_walk(seen *s, const char *root, const cg_walk_options *opts, cg_err *err)
{
    static const cg_walk_options everything;
    cg_walk_visitor visitor = {s, enter, leave, wants, take};
    int fd = -1;
    CG_ASSERT(cg_walk_open_root(root, &fd, NULL) == CG_OK);
    cg_code rc = cg_walk(fd, opts != NULL ? opts : &everything, &visitor, err);
    close(fd);
    CG_ASSERT(s->depth == 0);
    if (s->words.len > 1)
        qsort(s->words.ptr, s->words.len, sizeof *s->words.ptr, compare_words);
    return rc;
}

const char *seen_text(seen *s)
{
    cg_buf_clear(&s->text);
    for (size_t i = 0; i < s->words.len; i++)
        cg_buf_printf(&s->text, "%s%s", i > 0 ? " " : "", s->words.ptr[i]);
    cg_buf_add_char(&s->text, '\0');
    return s->text.ptr;
}

void seen_fini(seen *s)
{
    for (size_t i = 0; i < s->words.len; i++)
        cg_free(s->words.ptr[i]);
    CG_VEC_FINI(&s->words);
    cg_buf_fini(&s->text);
}
