// SPDX-License-Identifier: Apache-2.0
// Rust: which of a macro's rules a use takes. The words of the rules' patterns tell (CG_HINT_WORDS, CG_HINT_PASTES); a use that
// begins with none of them takes the rule that asks for none, where there is one such.
#include "rust.h"

/* "N:word" of a reference; false: none. */
static bool words_of(const cg_link_unit *u, uint32_t ref, cg_str *out_number, cg_str *out_word)
{
    size_t at;
    if (unit_hints(u, CG_HINT_WORDS, ref, &at) == 0)
        return false;
    *out_word = cg_unit_str(u->unit, u->unit->hints.ptr[at].name);
    return cg_str_split(out_word, ':', out_number);
}

unsigned rust_rule_around(const cg_link_unit *u, uint32_t ref)
{
    cg_str number, word;
    unsigned rule = 0;
    if (words_of(u, ref, &number, &word))
        for (size_t i = 0; i < number.len; i++)
            rule = rule * 10 + (unsigned)(number.ptr[i] - '0');
    return rule;
}

unsigned rust_rule_taken(const cg_link_unit *u, uint32_t ref, const cg_link_unit *mu,
                         uint32_t macro)
{
    size_t at;
    cg_str number, word = CG_STR_NULL, line;
    unsigned rule = 0, wordless = 0, count = 0;
    if (unit_hints(mu, CG_HINT_PASTES, macro, &at) == 0)
        return 0;
    (void)words_of(u, ref, &number, &word);
    cg_str lines = cg_unit_str(mu->unit, mu->unit->hints.ptr[at].name);
    while (cg_str_split(&lines, '\n', &line)) {
        rule++;
        if (line.len > 0 && cg_str_eq(line, word))
            return rule;
        count += line.len == 0;
        wordless = line.len == 0 ? rule : wordless;
    }
    return count == 1 ? wordless : 0;
}
