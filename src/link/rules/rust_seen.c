// SPDX-License-Identifier: Apache-2.0
// Rust: methods of values that are not known to have any of that name. A method is inherent to a type or of a
// trait that is in scope, and most names are not of the standard library's: where one method alone of the project has such a
// name, and is of a type or of a trait in scope, it is that one.
#include <stdlib.h>

#include "rust.h"

#define SCOPE_METHODS "rust-methods" /* of types themselves and of traits, by name */
#define SCOPE_BLANKETS                                                                             \
    "rust-blankets" /* impls for whatever a type parameter may be, by the trait's name */

/* Sorted. */
static const char *const std_methods[] = {
    "abs",
    "add",
    "add_assign",
    "align",
    "align_offset",
    "all",
    "alloc",
    "alternate",
    "and",
    "and_then",
    "any",
    "append",
    "as_bytes",
    "as_bytes_mut",
    "as_deref",
    "as_deref_mut",
    "as_fd",
    "as_mut",
    "as_mut_ptr",
    "as_mut_slice",
    "as_mut_str",
    "as_os_str",
    "as_path",
    "as_ptr",
    "as_raw_fd",
    "as_ref",
    "as_slice",
    "as_slices",
    "as_str",
    "as_string",
    "assume_init",
    "available",
    "back",
    "back_mut",
    "binary_search",
    "binary_search_by",
    "binary_search_by_key",
    "bitand",
    "borrow",
    "borrow_mut",
    "build_hasher",
    "by_ref",
    "bytes",
    "call",
    "call_mut",
    "call_once",
    "call_once_force",
    "capacity",
    "capture",
    "cast",
    "cast_mut",
    "catch_unwind",
    "ceil",
    "chain",
    "char_indices",
    "chars",
    "checked_add",
    "checked_div",
    "checked_mul",
    "checked_neg",
    "checked_next_power_of_two",
    "checked_pow",
    "checked_rem",
    "checked_shl",
    "checked_shr",
    "checked_sub",
    "chunk_by",
    "chunks",
    "chunks_exact",
    "chunks_exact_mut",
    "chunks_mut",
    "clamp",
    "classify",
    "clear",
    "clone",
    "clone_from",
    "clone_from_slice",
    "clone_into",
    "cloned",
    "cmp",
    "cmp_by",
    "collect",
    "compare_exchange",
    "compare_exchange_weak",
    "components",
    "concat",
    "connect",
    "contains",
    "contains_key",
    "copied",
    "copy",
    "copy_from",
    "copy_from_nonoverlapping",
    "copy_from_slice",
    "copy_to",
    "copy_to_nonoverlapping",
    "copy_within",
    "cos",
    "count",
    "count_ones",
    "count_zeros",
    "create",
    "create_new",
    "current",
    "current_dir",
    "cycle",
    "debug_list",
    "debug_map",
    "debug_set",
    "debug_struct",
    "debug_tuple",
    "dedup",
    "dedup_by",
    "dedup_by_key",
    "default",
    "deref",
    "deref_mut",
    "description",
    "difference",
    "display",
    "div",
    "downcast",
    "downcast_mut",
    "downcast_ref",
    "drain",
    "drop",
    "duration_since",
    "elapsed",
    "encode_utf16",
    "encode_utf8",
    "end",
    "end_bound",
    "ends_with",
    "entries",
    "entry",
    "enumerate",
    "eq",
    "eq_ignore_ascii_case",
    "err",
    "error",
    "escape_debug",
    "escape_default",
    "exists",
    "exit",
    "exp",
    "expect",
    "expect_err",
    "extend",
    "extend_from_slice",
    "extend_from_within",
    "extension",
    "fetch_add",
    "fetch_and",
    "fetch_max",
    "fetch_min",
    "fetch_or",
    "fetch_sub",
    "fetch_xor",
    "field",
    "file_name",
    "file_stem",
    "file_type",
    "fill",
    "fill_buf",
    "fill_with",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "finish",
    "finish_non_exhaustive",
    "first",
    "first_chunk",
    "first_key_value",
    "first_mut",
    "flat_map",
    "flatten",
    "floor",
    "flush",
    "fmt",
    "fold",
    "for_each",
    "force",
    "front",
    "front_mut",
    "fuse",
    "ge",
    "get",
    "get_key_value",
    "get_mut",
    "get_or_init",
    "get_or_insert",
    "get_or_insert_default",
    "get_or_insert_with",
    "get_ref",
    "get_unchecked",
    "get_unchecked_mut",
    "gt",
    "hash",
    "hash_one",
    "hash_slice",
    "id",
    "index",
    "index_mut",
    "insert",
    "insert_str",
    "inspect",
    "inspect_err",
    "intersection",
    "into",
    "into_boxed_slice",
    "into_boxed_str",
    "into_bytes",
    "into_inner",
    "into_iter",
    "into_keys",
    "into_mut",
    "into_os_string",
    "into_owned",
    "into_raw",
    "into_sorted_vec",
    "into_string",
    "into_values",
    "into_vec",
    "ip",
    "is_absolute",
    "is_alphabetic",
    "is_alphanumeric",
    "is_ascii",
    "is_ascii_alphabetic",
    "is_ascii_alphanumeric",
    "is_ascii_control",
    "is_ascii_digit",
    "is_ascii_hexdigit",
    "is_ascii_lowercase",
    "is_ascii_punctuation",
    "is_ascii_uppercase",
    "is_ascii_whitespace",
    "is_char_boundary",
    "is_completed",
    "is_control",
    "is_digit",
    "is_dir",
    "is_disjoint",
    "is_empty",
    "is_err",
    "is_err_and",
    "is_file",
    "is_finite",
    "is_infinite",
    "is_lowercase",
    "is_nan",
    "is_negative",
    "is_none",
    "is_none_or",
    "is_null",
    "is_numeric",
    "is_ok",
    "is_ok_and",
    "is_partitioned",
    "is_poisoned",
    "is_positive",
    "is_power_of_two",
    "is_relative",
    "is_sign_negative",
    "is_some",
    "is_some_and",
    "is_sorted",
    "is_subset",
    "is_superset",
    "is_symlink",
    "is_uppercase",
    "is_utf8",
    "is_whitespace",
    "iter",
    "iter_mut",
    "join",
    "key",
    "key_mut",
    "keys",
    "kind",
    "last",
    "last_chunk",
    "last_key_value",
    "last_mut",
    "last_os_error",
    "layout",
    "le",
    "leading_ones",
    "leading_zeros",
    "len",
    "len_utf16",
    "len_utf8",
    "lines",
    "ln",
    "load",
    "lock",
    "lt",
    "make_ascii_lowercase",
    "make_ascii_uppercase",
    "map",
    "map_err",
    "map_or",
    "map_or_else",
    "map_while",
    "max",
    "max_by",
    "max_by_key",
    "metadata",
    "min",
    "min_by",
    "min_by_key",
    "modified",
    "mul",
    "name",
    "ne",
    "needs_drop",
    "neg",
    "new_debug",
    "new_display",
    "new_lower_hex",
    "new_octal",
    "new_pointer",
    "new_unchecked",
    "new_upper_hex",
    "next",
    "next_back",
    "next_if",
    "next_if_eq",
    "next_power_of_two",
    "not",
    "notify_all",
    "notify_one",
    "nth",
    "nth_back",
    "null",
    "null_mut",
    "of",
    "offset",
    "offset_from",
    "ok",
    "ok_or",
    "ok_or_else",
    "once",
    "open",
    "or",
    "or_default",
    "or_else",
    "or_insert",
    "or_insert_with",
    "or_insert_with_key",
    "pad",
    "padding",
    "panic",
    "parent",
    "parse",
    "partial_cmp",
    "partition",
    "partition_point",
    "path",
    "peek",
    "peek_mut",
    "peekable",
    "permissions",
    "pop",
    "pop_back",
    "pop_first",
    "pop_front",
    "pop_last",
    "port",
    "position",
    "pow",
    "powf",
    "powi",
    "precision",
    "product",
    "provide",
    "provide_ref",
    "ptr_eq",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "range",
    "range_mut",
    "raw_os_error",
    "read",
    "read_dir",
    "read_exact",
    "read_line",
    "read_to_end",
    "read_to_string",
    "read_until",
    "recv",
    "reduce",
    "rem",
    "remove",
    "remove_entry",
    "repeat",
    "replace",
    "replace_range",
    "replacen",
    "request_ref",
    "reserve",
    "reserve_exact",
    "resize",
    "resize_with",
    "resume",
    "resume_unwind",
    "retain",
    "retain_mut",
    "rev",
    "reverse",
    "rfind",
    "rfold",
    "rotate_left",
    "rotate_right",
    "round",
    "rposition",
    "rsplit",
    "rsplit_once",
    "rsplitn",
    "saturating_add",
    "saturating_mul",
    "saturating_sub",
    "scan",
    "scope",
    "seek",
    "select_nth_unstable_by",
    "send",
    "set",
    "set_extension",
    "set_file_name",
    "set_len",
    "set_permissions",
    "set_position",
    "shl",
    "shr",
    "shrink_to",
    "shrink_to_fit",
    "shutdown",
    "sign",
    "signum",
    "sin",
    "size",
    "size_hint",
    "size_of",
    "size_of_val",
    "skip",
    "skip_while",
    "sort",
    "sort_by",
    "sort_by_cached_key",
    "sort_by_key",
    "sort_unstable",
    "sort_unstable_by",
    "sort_unstable_by_key",
    "source",
    "spawn",
    "spawn_scoped",
    "splice",
    "split",
    "split_ascii_whitespace",
    "split_at",
    "split_at_mut",
    "split_first",
    "split_first_mut",
    "split_inclusive",
    "split_last",
    "split_last_mut",
    "split_off",
    "split_once",
    "split_terminator",
    "split_whitespace",
    "splitn",
    "sqrt",
    "stack_size",
    "start",
    "start_bound",
    "starts_with",
    "status",
    "stderr",
    "stdout",
    "step_by",
    "store",
    "strip_prefix",
    "strip_suffix",
    "sub",
    "sub_assign",
    "sum",
    "swap",
    "swap_bytes",
    "swap_nonoverlapping",
    "swap_remove",
    "swap_with_slice",
    "symmetric_difference",
    "sync",
    "sync_all",
    "take",
    "take_while",
    "tan",
    "then",
    "then_some",
    "then_with",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "to_be",
    "to_be_bytes",
    "to_bits",
    "to_digit",
    "to_le",
    "to_le_bytes",
    "to_lowercase",
    "to_ne_bytes",
    "to_os_string",
    "to_owned",
    "to_path_buf",
    "to_str",
    "to_string",
    "to_string_lossy",
    "to_uppercase",
    "to_vec",
    "total_cmp",
    "trailing_ones",
    "trailing_zeros",
    "transpose",
    "trim",
    "trim_end",
    "trim_end_matches",
    "trim_left",
    "trim_matches",
    "trim_right",
    "trim_start",
    "trim_start_matches",
    "trunc",
    "truncate",
    "try_borrow",
    "try_borrow_mut",
    "try_clone",
    "try_fold",
    "try_for_each",
    "try_from",
    "try_into",
    "try_lock",
    "try_read",
    "try_recv",
    "try_reserve",
    "try_reserve_exact",
    "try_rfold",
    "try_unwrap",
    "try_write",
    "type_id",
    "type_name",
    "uninit",
    "union",
    "unreachable_unchecked",
    "unwrap",
    "unwrap_err",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "unwrap_unchecked",
    "unzip",
    "update",
    "upgrade",
    "value",
    "values",
    "values_mut",
    "var",
    "wait",
    "width",
    "windows",
    "with",
    "with_capacity",
    "with_extension",
    "with_file_name",
    "wrapping_abs",
    "wrapping_add",
    "wrapping_mul",
    "wrapping_neg",
    "wrapping_sub",
    "write",
    "write_all",
    "write_bytes",
    "write_char",
    "write_fmt",
    "write_i128",
    "write_i16",
    "write_i32",
    "write_i64",
    "write_i8",
    "write_isize",
    "write_str",
    "write_u128",
    "write_u16",
    "write_u32",
    "write_u64",
    "write_u8",
    "write_usize",
    "xor",
    "yield_now",
    "zip",
};

static bool is_of_std(cg_str name)
{
    return cg_str_among(name, std_methods, CG_ARRAY_LEN(std_methods));
}

/* ---- what there is ---- */

static bool is_of_trait_itself(const cg_link_unit *u, uint32_t def)
{
    uint32_t parent = def_of(u, def)->parent;
    return parent != CG_NONE && def_of(u, parent)->kind == CG_NODE_TRAIT;
}

/* "impl<T> Run for T", and not for &T. */
static bool is_blanket(const cg_link_unit *u, uint32_t impl, uint32_t type)
{
    cg_str name = def_name(u, impl), of = ref_name(u, type);
    return ref_of(u, type)->target_kind == CG_TARGET_BINDING && cg_str_ends(name, of) &&
           cg_str_ends(cg_str_slice(name, 0, name.len - of.len), CG_STR(" for "));
}

void rust_publish_methods(publisher *p, const cg_link_unit *u)
{
    for (uint32_t d = 1; d < u->unit->defs.len; d++)
        if (def_of(u, d)->kind == CG_NODE_METHOD && !(def_of(u, d)->modifiers & CG_MOD_STATIC) &&
            !rust_is_of_trait(u, d) && (is_of_trait_itself(u, d) || !is_of_std(def_name(u, d))))
            publish(p, scope_key(SCOPE_METHODS, CG_STR("")), def_name(u, d), d);
    for (size_t b = 0; b < u->bases.len; b++) {
        uint32_t trait = u->bases.ptr[b].index, type = rust_implementing_type(u, trait);
        if (type != CG_NONE && is_blanket(u, u->bases.ptr[b].def, type))
            publish(p, scope_key(SCOPE_BLANKETS, ref_name(u, trait)), CG_STR(""),
                    u->bases.ptr[b].def);
    }
}

/* ---- what is seen ---- */

/* The trait around `def` is in scope, by its name, where `ref` is. */
static bool is_in_scope(cg_linker *l, const cg_link_unit *u, uint32_t ref, const cg_link_unit *tu,
                        uint32_t def)
{
    uint32_t trait = def_of(tu, def)->parent;
    things found = {0};
    rust_names_of_path(l, u, ref_of(u, ref)->source, def_name(tu, trait), &found);
    for (uint32_t i = 0; i < found.count; i++)
        if (found.list[i].kind == THING_DEF && found.list[i].file == tu->file &&
            found.list[i].def == trait)
            return true;
    return false;
}

/* Some impl of the trait around `def` is for a type parameter. */
static bool has_blanket(cg_linker *l, const cg_link_unit *tu, uint32_t def)
{
    cg_str trait = def_name(tu, def_of(tu, def)->parent);
    return link_catalog_any(l, scope_key(SCOPE_BLANKETS, trait), CG_STR(""));
}

/* `known`: something is known of the value, so its type has no such method itself. */
static bool find_only(cg_linker *l, const cg_link_unit *u, uint32_t ref, bool known, place *out)
{
    place places[PLACES_MAX];
    uint32_t seen = 0, count = link_catalog_few(l, scope_key(SCOPE_METHODS, CG_STR("")),
                                                ref_name(u, ref), CATALOG_FEW, places);
    for (uint32_t i = 0; i < count; i++) {
        const cg_link_unit *tu = link_open(l, places[i].file);
        if (tu == NULL)
            continue;
        note_name(l, tu, ref_name(u, ref));
        bool of_trait = is_of_trait_itself(tu, places[i].def);
        if (of_trait ? !is_in_scope(l, u, ref, tu, places[i].def) : known)
            continue;
        if (known && !has_blanket(l, tu, places[i].def))
            continue;
        *out = places[i];
        seen++;
    }
    if (seen != 1)
        return false;
    const cg_link_unit *tu = link_open(l, out->file);
    return def_of(tu, out->def)->params_min == ref_of(u, ref)->args;
}

#define ORIGINS_MAX 32u /* calls of a chain, and values that a local name is given */

static bool is_of_others(const thing *t)
{
    return t->external != NULL && !rust_is_std(t->external);
}

/* The value, of which nothing is known, is declared to be of some type, or another crate gives it: then that is no
 * type of the project. `part`: the reference is to what the value is a part of. */
static bool is_of_other_type(cg_linker *l, const cg_link_unit *u, uint32_t ref, bool part,
                             unsigned depth)
{
    const cg_ref *r = ref == CG_NONE ? NULL : ref_of(u, ref);
    if (r == NULL || r->base_kind == CG_BASE_PASSED || depth == ORIGINS_MAX)
        return false;
    if (r->target_kind == CG_TARGET_BINDING && r->base_kind == CG_BASE_NONE) {
        const cg_binding *b = &u->unit->bindings.ptr[r->target];
        return b->type_ref != CG_NONE ? !part
                                      : is_of_other_type(l, u, b->init_ref, part, depth + 1);
    }
    const things *names = names_of_ref(l, u, ref);
    for (uint32_t i = 0; i < names->count; i++) {
        const thing *t = &names->list[i];
        const cg_link_unit *tu = t->kind == THING_DEF && !part ? link_open(l, t->file) : NULL;
        if (is_of_others(t) || (tu != NULL && def_of(tu, t->def)->type_ref != CG_NONE))
            return true;
    }
    part |= r->name_len == 0 || r->base_kind == CG_BASE_ITEM;
    return names->count == 0 && is_of_other_type(l, u, r->base, part, depth + 1);
}

/* A type parameter or an associated type, which has what it is bound by anywhere. */
static bool is_open(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_INSTANCE ? link_open(l, t->file) : NULL;
    return t->kind == THING_PARAM || (u != NULL && def_of(u, t->def)->kind == CG_NODE_TYPE_ALIAS &&
                                      def_of(u, t->def)->modifiers & CG_MOD_ABSTRACT);
}

/* What the method is called on. */
static void values_before(cg_linker *l, const cg_link_unit *u, const cg_ref *r, things *out)
{
    if (r->base == CG_NONE)
        return;
    if (r->base_kind == CG_BASE_REF) {
        values_of_ref(l, u, r->base, out);
    } else if (r->base_kind == CG_BASE_RESULT) {
        const things *callees = callees_of_ref(l, u, r->base);
        for (uint32_t i = 0; i < callees->count; i++)
            results_of(l, &callees->list[i], u, r->base, out);
    }
}

/* Functions have no methods of std. */
static bool is_function(cg_linker *l, const thing *t)
{
    const cg_link_unit *u = t->kind == THING_DEF ? link_open(l, t->file) : NULL;
    return t->kind == THING_FUNCTION ||
           (u != NULL && cg_node_kind_is_callable(def_of(u, t->def)->kind));
}

void rust_seen_member(cg_linker *l, const cg_link_unit *u, uint32_t ref, things *out)
{
    const cg_ref *r = ref_of(u, ref);
    place only;
    bool member = r->base_kind == CG_BASE_OTHER || r->base_kind == CG_BASE_REF ||
                  r->base_kind == CG_BASE_RESULT;
    bool path = r->base != CG_NONE && r->base_kind == CG_BASE_REF &&
                ref_of(u, r->base)->role != CG_ROLE_READ && ref_of(u, r->base)->name_len > 0;
    if (!member || path || r->role != CG_ROLE_CALL)
        return;
    things values = {0};
    values_before(l, u, r, &values);
    bool known = false, function = values.count > 0 && is_function(l, &values.list[0]);
    for (uint32_t i = 0; i < values.count; i++)
        known |= !is_open(l, &values.list[i]);
    if ((!function && is_of_std(ref_name(u, ref))) ||
        (values.count == 0 && is_of_other_type(l, u, r->base, false, 0)) ||
        !find_only(l, u, ref, known, &only))
        return;
    const cg_link_unit *tu = link_open(l, only.file);
    if (tu != NULL)
        names_of_def(l, tu, only.def, CG_RULE_SEEN_MEMBER, out);
}
