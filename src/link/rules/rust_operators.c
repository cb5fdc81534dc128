// SPDX-License-Identifier: Apache-2.0
// Rust: what operators give: the Output of the impl that both operands' types tell, or else what the left one is.
#include "rust.h"

/* The traits of std::ops, by their methods. */
static const char *const operators[][2] = {
    {"add", "Add"},       {"sub", "Sub"},     {"mul", "Mul"},       {"div", "Div"}, {"rem", "Rem"},
    {"bitand", "BitAnd"}, {"bitor", "BitOr"}, {"bitxor", "BitXor"}, {"shl", "Shl"}, {"shr", "Shr"},
    {"neg", "Neg"},       {"not", "Not"},     {"index", "Index"}};

static cg_str trait_of(cg_str method)
{
    for (size_t i = 0; i < CG_ARRAY_LEN(operators); i++)
        if (cg_str_eq(method, cg_str_from(operators[i][0])))
            return cg_str_from(operators[i][1]);
    return CG_STR_NULL;
}

bool rust_is_operator(cg_str key)
{
    return trait_of(key).len > 0 && !cg_str_eq(key, CG_STR("index"));
}

/* Whether the impl with the mark "Mul-Foo" is for a right operand of that type. `Mul` alone is for one of the left's. */
static bool takes(cg_linker *l, cg_str mark, cg_str trait, const thing *left, const thing *right)
{
    cg_str name = rust_type_name(l, right);
    cg_str rest = cg_str_slice(mark, trait.len, mark.len);
    if (rest.len == 0 || rest.ptr[0] == '$' || cg_str_starts(rest, CG_STR("-for-")))
        return cg_str_eq(name, rust_type_name(l, left));
    return rust_mark_has_word(rest, name);
}

/* The type that the impl around the method says it gives: its own `type Output`. */
static void output_of(cg_linker *l, const thing *method, things *out)
{
    const cg_link_unit *u = link_open(l, method->file);
    const cg_def *def = def_of(u, method->def);
    cg_str name = CG_STR("Output");
    uint32_t owner = def->qualifier.len == 0
                         ? def->parent
                         : owner_elsewhere(owner_name(cg_unit_str(u->unit, def->qualifier)));
    uint32_t type =
        rust_in_impl(u, unit_member(u, owner, name), cg_unit_str(u->unit, def->disambiguator));
    things found = {0};
    note_name(l, u, name);
    if (type == CG_NONE) { /* another crate's macro has it */
        results_of(l, method, u, CG_NONE, out);
        return;
    }
    thing alias = def_thing(u, type, CG_RULE_TYPED_VALUE);
    instances_of(l, &alias, u, CG_NONE, &found);
    for (uint32_t i = 0; i < found.count; i++)
        things_add(out, thing_given(l, found.list[i], method->args));
}

/* Of the impls that the left operand's type has, those for the right one's; all, where none is known to be. */
static uint32_t keep_taking(cg_linker *l, const thing *left, const thing *right, cg_str trait,
                            things *methods)
{
    things all = {0};
    uint32_t taking = 0;
    bool takes_it[THINGS_MAX];
    for (uint32_t i = 0; i < methods->count; i++) {
        const thing *t = &methods->list[i];
        const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
        cg_str mark = u ? cg_unit_str(u->unit, def_of(u, t->def)->disambiguator) : CG_STR_NULL;
        if (!rust_is_mark_of(mark, trait))
            continue;
        takes_it[all.count] = right != NULL && takes(l, mark, trait, left, right);
        taking += takes_it[all.count];
        all.list[all.count++] = *t;
    }
    methods->count = 0;
    for (uint32_t i = 0; i < all.count; i++)
        if (taking == 0 || takes_it[i])
            methods->list[methods->count++] = all.list[i];
    return taking;
}

void rust_operator_output(cg_linker *l, const thing *left, const thing *right, cg_str key,
                          things *out)
{
    things methods = {0};
    members_of(l, left, key, &methods);
    uint32_t taking = keep_taking(l, left, right, trait_of(key), &methods);
    if (left->kind != THING_INSTANCE && taking == 0 && right != NULL)
        return; /* the language's own */
    for (uint32_t i = 0; i < methods.count; i++)
        output_of(l, &methods.list[i], out);
}

static bool has_type_of(const things *set, const thing *t)
{
    bool found = false;
    for (uint32_t i = 0; i < set->count; i++)
        found |= set->list[i].kind == t->kind && set->list[i].file == t->file &&
                 set->list[i].def == t->def && set->list[i].key == t->key;
    return found;
}

void rust_operator_result(cg_linker *l, const thing *operands, cg_str key, things *out)
{
    bool two = operands->kind == THING_TUPLE && operands->args_count == 2;
    const thing *left = two ? &operands->args[0] : operands;
    const thing *right = two && operands->args[1].kind != THING_NONE ? &operands->args[1] : NULL;
    things found = {0};
    if (left->kind == THING_NONE)
        return;
    if (link_enter(l)) {
        rust_operator_output(l, left, right, key, &found);
        link_leave(l);
    }
    if (found.count == 0 || (found.count > 1 && has_type_of(&found, left)))
        things_add(out, *left);
    else
        things_add_all(out, &found);
}
