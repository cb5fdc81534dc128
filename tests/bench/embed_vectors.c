// SPDX-License-Identifier: Apache-2.0
// Vectors as an embedder makes them, for measuring models and for comparing ours with others:
//
//   embed_vectors MODEL FOLDER…             a line for each definition: path, kind, name, line, and its numbers, tabs between
//   embed_vectors --texts MODEL < LINES     a line of numbers for each line of the input, which is a question
//
// MODEL is a folder with a model.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "cg/embed.h"
#include "cg/parse.h"

static cg_embedder *embedder;
static cg_unit_embedder *units;
static cg_parse_limits limits;
static cg_parser *parser;

static void die(const char *what, const cg_err *err)
{
    fprintf(stderr, "embed_vectors: %s: %s\n", what, err->text);
    exit(1);
}

static void print_file(cg_str path, cg_str content)
{
    uint32_t dimension = cg_embedder_describe(embedder).dimension;
    cg_skip skip = CG_SKIP_NONE;
    cg_def_vectors got;
    cg_unit unit;
    cg_err err = {0};
    cg_lang_id lang = cg_lang_detect(path, content);
    if (lang == CG_LANG_NONE || cg_parse_check(path, content, lang, &limits) != CG_SKIP_NONE)
        return;
    cg_unit_init(&unit);
    if (cg_parse_unit(parser, &(cg_parse_input){.content = content, .lang = lang}, &unit, &skip,
                      NULL) == CG_OK &&
        skip == CG_SKIP_NONE) {
        if (cg_embed_unit(units, &unit, content, (cg_embed_until){0}, &got, &err) != CG_OK)
            die("a file cannot be embedded", &err);
        for (size_t i = 0; i < got.count; i++) {
            const cg_def *d = &unit.defs.ptr[got.defs[i]];
            printf("%.*s\t%s\t%.*s\t%" PRIu32, CG_STR_ARG(path), cg_node_kind_text(d->kind),
                   CG_STR_ARG(cg_unit_str(&unit, d->name)), d->start_line + 1);
            for (uint32_t n = 0; n < dimension; n++)
                printf("\t%.5g", (double)got.scales[i] * got.codes[i * dimension + n]);
            putchar('\n');
        }
    }
    cg_unit_fini(&unit);
}

static void walk(const char *path, size_t root_len)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0) {
        CG_AUTO_VALUE(cg_buf) text = {0};
        if (cg_file_read(path, limits.file_bytes_max, &text, NULL) == CG_OK)
            print_file(cg_str_from(path + root_len), cg_buf_str(&text));
        return;
    }
    for (int i = 0; i < n; i++) {
        char inner[4096];
        struct stat st;
        snprintf(inner, sizeof inner, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && lstat(inner, &st) == 0 &&
            (S_ISDIR(st.st_mode) || S_ISREG(st.st_mode)))
            walk(inner, root_len);
        free(entries[i]);
    }
    free(entries);
}

static void print_texts(void)
{
    uint32_t dimension = cg_embedder_describe(embedder).dimension;
    float *vector = cg_alloc_array(dimension, sizeof *vector);
    char *line = NULL;
    size_t room = 0;
    ssize_t len;
    cg_err err = {0};
    while ((len = getline(&line, &room, stdin)) >= 0) {
        cg_str text = cg_str_trim(cg_str_make(line, (size_t)len));
        if (cg_embed_texts(embedder, CG_EMBED_QUERY, &text, 1, (cg_embed_until){0}, vector, &err) !=
            CG_OK)
            die("a text cannot be embedded", &err);
        for (uint32_t n = 0; n < dimension; n++)
            printf("%s%.6g", n > 0 ? "\t" : "", (double)vector[n]);
        putchar('\n');
    }
    free(line);
    cg_free(vector);
}

int main(int argc, char **argv)
{
    bool texts = argc > 1 && strcmp(argv[1], "--texts") == 0;
    if (argc < 3) {
        fprintf(stderr, "usage: embed_vectors [--texts] MODEL [FOLDER…]\n");
        return 2;
    }
    const char *model = argv[1 + texts];
    cg_embedder_options opts = {.engine = CG_STR("directory"), .path = cg_str_from(model)};
    cg_err err = {0};
    if (cg_embedder_open(&opts, &embedder, &err) != CG_OK)
        die(model, &err);
    limits = cg_parse_limits_default();
    parser = cg_parser_create(&limits, NULL);
    units = cg_unit_embedder_create(embedder);
    if (texts)
        print_texts();
    for (int i = 2; i < argc && !texts; i++)
        walk(argv[i], strlen(argv[i]) + 1);
    cg_unit_embedder_destroy(units);
    cg_parser_destroy(parser);
    cg_embedder_close(embedder);
    return 0;
}
