// SPDX-License-Identifier: Apache-2.0
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "random.h"

static uint32_t random_state;

void random_seed(uint32_t seed)
{
    random_state = seed;
}

uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 1664525u + 1013904223u;
    return (random_state >> 8) % limit;
}

static void random_file(toy_file *file)
{
    *file = (toy_file){.present = random_below(5) > 0};
    unsigned names = 0;
    unsigned wanted = random_below(TOY_FUNCTIONS_MAX);
    for (unsigned i = 0; file->present && i < wanted; i++) {
        unsigned name = random_below(RANDOM_NAMES);
        if (names >> name & 1)
            continue;
        names |= 1u << name;
        file->functions[file->count++] = (toy_function){
            .name = name,
            .body = random_below(3),
            .calls = random_below(1u << RANDOM_NAMES) & random_below(1u << RANDOM_NAMES),
            .line = random_below(50),
            .is_method = random_below(8) == 0,
            .uses = random_below(1u << RANDOM_EXTERNALS) & random_below(1u << RANDOM_EXTERNALS) &
                    random_below(1u << RANDOM_EXTERNALS)};
    }
}

void random_change_tree(toy_tree *tree)
{
    for (unsigned n = 1 + random_below(3); n > 0; n--) {
        toy_file *file = &tree->files[random_below(TOY_FILES_MAX)];
        if (random_below(3) > 0 || file->count == 0)
            random_file(file);
        else if (random_below(2) > 0)
            file->functions[random_below(file->count)].is_method ^= true;
        else
            file->count--;
    }
}

const char *random_clean_digest(const toy_tree *tree)
{
    static const toy_tree empty;
    static char digest[33];
    cg_store *store = fixture_open("memory", NULL);
    cg_project *project = fixture_project(store, "p");
    toy_change change = {.from = &empty, .to = tree, .backwards = true};
    cg_commit *commit = fixture_begin(project, false);
    assert_ok(toy_apply(commit, project, &change, &graph_err));
    cg_commit_result r;
    assert_ok(cg_commit_finish(commit, CG_STR(""), &r, &graph_err));
    snprintf(digest, sizeof digest, "%s", fixture_digest(project));
    cg_store_close(store);
    return digest;
}
