// SPDX-License-Identifier: Apache-2.0
// What vectors cost on top of tree-sitter, over a tree of real files:
//
//   bench_embed [--rounds N] MODEL FOLDER…      MODEL: a folder with a model
//
// Each file is read and parsed once; then every round parses all files bare, and embeds their units, on one
// thread. CPU of the process, the best of the rounds counts.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cg/embed.h"
#include "cg/parse.h"

typedef struct source {
    cg_buf text;
    cg_lang_id lang;
    cg_unit unit;
} source;

static CG_VEC(source) sources;
static cg_parse_limits limits;
static cg_parser *parser;

static void add_file(const char *path)
{
    source s = {0};
    cg_skip skip = CG_SKIP_NONE;
    cg_str name = cg_str_from(path);
    cg_unit_init(&s.unit);
    if (cg_file_read(path, limits.file_bytes_max, &s.text, NULL) == CG_OK) {
        cg_str text = cg_buf_str(&s.text);
        s.lang = cg_lang_detect(name, text);
        if (s.lang && cg_parse_check(name, text, s.lang, &limits) == CG_SKIP_NONE &&
            cg_parse_unit(parser, &(cg_parse_input){.content = text, .lang = s.lang}, &s.unit,
                          &skip, NULL) == CG_OK &&
            !skip) {
            CG_VEC_PUSH(&sources, s);
            return;
        }
    }
    cg_unit_fini(&s.unit);
    cg_buf_fini(&s.text);
}

static void walk(const char *folder)
{
    struct dirent **entries;
    int n = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        char path[4096];
        struct stat st;
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && lstat(path, &st) == 0) {
            if (S_ISDIR(st.st_mode))
                walk(path);
            else if (S_ISREG(st.st_mode))
                add_file(path);
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
    else
        add_file(folder);
}

static cg_embedder *open_model(const char *folder)
{
    cg_embedder *embedder = NULL;
    cg_err err = {0};
    cg_embedder_options opts = {.engine = CG_STR("directory"), .path = cg_str_from(folder)};
    if (cg_embedder_open(&opts, &embedder, &err) != CG_OK) {
        fprintf(stderr, "%s: %s\n", folder, err.text);
        exit(1);
    }
    return embedder;
}

static uint64_t parse_all(void)
{
    uint64_t begin = cg_cpu_ns();
    for (size_t i = 0; i < sources.len; i++)
        if (cg_parse_bare(parser, cg_buf_str(&sources.ptr[i].text), sources.ptr[i].lang, NULL) !=
            CG_OK)
            exit(1);
    return cg_cpu_ns() - begin;
}

static uint64_t embed_all(cg_unit_embedder *x, size_t *out_vectors)
{
    uint64_t begin = cg_cpu_ns();
    *out_vectors = 0;
    for (size_t i = 0; i < sources.len; i++) {
        cg_def_vectors got;
        if (cg_embed_unit(x, &sources.ptr[i].unit, cg_buf_str(&sources.ptr[i].text),
                          (cg_embed_until){0}, &got, NULL) != CG_OK)
            exit(1);
        *out_vectors += got.count;
    }
    return cg_cpu_ns() - begin;
}

int main(int argc, char **argv)
{
    unsigned rounds = 3;
    cg_embedder *embedder = NULL;
    limits = cg_parse_limits_default();
    parser = cg_parser_create(&limits, NULL);
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            rounds = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (embedder == NULL)
            embedder = open_model(argv[i]);
        else
            walk(argv[i]);
    }
    if (embedder == NULL || sources.len == 0) {
        fprintf(stderr, "usage: bench_embed [--rounds N] MODEL FOLDER…\n");
        return 2;
    }
    cg_unit_embedder *x = cg_unit_embedder_create(embedder);
    uint64_t bare = UINT64_MAX, embed = UINT64_MAX, bytes = 0;
    size_t vectors = 0;
    for (unsigned round = 0; round < CG_MAX(rounds, 1u); round++) {
        uint64_t took = parse_all();
        bare = CG_MIN(bare, took);
        took = embed_all(x, &vectors);
        embed = CG_MIN(embed, took);
    }
    for (size_t i = 0; i < sources.len; i++) {
        bytes += sources.ptr[i].text.len;
        cg_unit_fini(&sources.ptr[i].unit);
        cg_buf_fini(&sources.ptr[i].text);
    }
    printf(
        "files %zu, MB %.2f, vectors %zu, bare parse s %.3f, vectors s %.3f, share %.3f, vectors/s %.0f\n",
        sources.len, (double)bytes / 1e6, vectors, (double)bare / 1e9, (double)embed / 1e9,
        (double)embed / (double)bare, (double)vectors * 1e9 / (double)embed);
    cg_unit_embedder_destroy(x);
    cg_embedder_close(embedder);
    CG_VEC_FINI(&sources);
    cg_parser_destroy(parser);
    return 0;
}
