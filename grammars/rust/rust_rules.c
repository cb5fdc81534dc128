// SPDX-License-Identifier: Apache-2.0
// macro_rules!: a macro and its rules. Of several rules, the first word tells which one a use takes, as far as it is written
// in the pattern: `(le => $x:ident)`, `(@inner $x:expr)`. What a rule's body calls and uses has the number of the rule.
#include "rust_int.h"

#define WORD_MAX 32u
#define RULES_MAX 64u /* of a macro with more, none are told apart */

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/* The word that the text in parentheses begins with, where it is no expression's: what is read, called or passed is. */
static cg_str first_word(cg_str text)
{
    cg_str inside = cg_str_trim(cg_str_slice(text, CG_MIN(text.len, 1u), text.len));
    size_t end = cg_str_starts(inside, CG_STR("@")), from = end;
    while (end < inside.len && is_word_byte(inside.ptr[end]))
        end++;
    cg_str rest = cg_str_trim(cg_str_slice(inside, end, inside.len));
    bool number = end > from && inside.ptr[from] >= '0' && inside.ptr[from] <= '9';
    bool value = from == 0 && rest.len > 0 && strchr(".,([!?", rest.ptr[0]) != NULL;
    if (end == from || number || value || cg_str_starts(rest, CG_STR("::")))
        return CG_STR_NULL;
    return cg_str_slice(inside, 0, CG_MIN(end, (size_t)WORD_MAX));
}

void rust_macro_used(cg_extract *x, uint32_t macro, TSNode arguments)
{
    unsigned rule = rust_state_of(x)->rule;
    cg_str word = first_word(cg_x_text(x, arguments));
    if (macro != CG_NONE && (rule > 0 || word.len > 0))
        cg_x_hint_words(x, macro, cg_x_scratch(x, "%u:%.*s", rule, CG_STR_ARG(word)), false);
}

void rust_called_by_rule(cg_extract *x, uint32_t callee)
{
    unsigned rule = rust_state_of(x)->rule;
    if (callee != CG_NONE && rule > 0)
        cg_x_hint_words(x, callee, cg_x_scratch(x, "%u:", rule), false);
}

/* A line for each rule of several, with the word that uses of it begin with. False: there is one rule, or too many. */
static bool note_rules(cg_extract *x, uint32_t macro)
{
    cg_str lines = CG_STR_NULL;
    unsigned count = 0;
    cg_x_look_ahead(x, true);
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) != T_MACRO_RULE || ++count > RULES_MAX)
            continue;
        cg_str pattern = cg_x_text(x, cg_x_child(x, cg_x_node(x), F_LEFT));
        lines = cg_x_scratch(x, "%.*s%s%.*s", CG_STR_ARG(lines), count > 1 ? "\n" : "",
                             CG_STR_ARG(first_word(pattern)));
    }
    cg_x_look_ahead(x, false);
    bool told = count > 1 && count <= RULES_MAX;
    if (told)
        cg_x_hint_pastes(x, macro, lines);
    return told;
}

static void visit_rule(cg_extract *x, unsigned number)
{
    CG_X_EACH_CHILD (x) {
        if (cg_x_field(x) != F_RIGHT)
            continue;
        rust_state_of(x)->rule = number;
        rust_item_tokens_visit(x);
        rust_state_of(x)->rule = 0;
    }
}

uint32_t rust_macro_definition(cg_extract *x, cg_role role)
{
    (void)role;
    rust_head h;
    rust_read_head(x, &h);
    cg_def_init init = CG_DEF_INIT(CG_NODE_MACRO, h.node, .name_node = h.name);
    bool exported = rust_state_of(x)->attribute_modifiers & CG_MOD_EXPORTED;
    init.visibility = exported ? CG_VIS_PUBLIC : CG_VIS_INTERNAL;
    init.signature = cg_x_scratch(x, "macro_rules! %.*s", CG_STR_ARG(cg_x_text(x, h.name)));
    init.opens = CG_SCOPE_NAMESPACE; /* items in its rules are seen where it is used */
    uint32_t def = rust_def_open(x, &init);
    cg_def *row = cg_x_def(x, def); /* the rules are the body: no node holds them all */
    row->body_start = ts_node_end_byte(h.name);
    row->body_end = ts_node_end_byte(h.node);
    cg_str body = cg_str_slice(cg_x_source(x), row->body_start, row->body_end);
    row->body_hash = cg_hash64(body.ptr, body.len, 0);
    rust_context outer = rust_enter(x, RUST_IN_MODULE);
    bool several = note_rules(x, def);
    unsigned rule = 0;
    CG_X_EACH_CHILD (x) {
        if (cg_x_token(x) == T_MACRO_RULE)
            visit_rule(x, several ? ++rule : 0);
    }
    rust_leave(x, &outer);
    cg_x_def_close(x);
    return CG_NONE;
}
