// SPDX-License-Identifier: Apache-2.0
#include "words_list.h"

static void add_offset(cg_buf *out, size_t offset)
{
    for (unsigned i = 0; i < 4; i++)
        cg_buf_add_char(out, (char)(offset >> 8 * i));
}

void word_list_make(word_list *list, const char *const *words)
{
    uint32_t rows = 0;
    *list = (word_list){0};
    for (; words[rows] != NULL; rows++) {
        bool compound = words[rows][0] == '+';
        add_offset(&list->offsets, list->strings.len);
        cg_buf_add_char(&list->flags, compound ? WORD_COMPOUND : 0);
        cg_buf_add_str(&list->strings, cg_str_from(words[rows] + compound));
    }
    add_offset(&list->offsets, list->strings.len);
    cg_err err = {0};
    CG_ASSERT(vocabulary_init(&list->vocabulary, (const uint8_t *)list->offsets.ptr,
                              (const uint8_t *)list->flags.ptr, rows, cg_buf_str(&list->strings),
                              &err) == CG_OK);
}

void word_list_fini(word_list *list)
{
    vocabulary_fini(&list->vocabulary);
    cg_buf_fini(&list->strings);
    cg_buf_fini(&list->offsets);
    cg_buf_fini(&list->flags);
}
