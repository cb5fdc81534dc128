// SPDX-License-Identifier: Apache-2.0
// Rust: names of the standard library: methods that many of its types have, and modules whose types hold nothing of a
// project.
#include "rust.h"

/* Sorted: methods that say nothing of what they are called on. Others of std, like `message` or `data`, are more often a
 * program's own. */
// clang-format off
static const char *const std_methods[] = {
    "abs", "add", "add_assign", "align", "align_offset", "all", "alloc", "alternate", "and",
    "and_then", "any", "append", "as_bytes", "as_bytes_mut", "as_deref", "as_deref_mut",
    "as_fd", "as_mut", "as_mut_ptr", "as_mut_slice", "as_mut_str", "as_os_str", "as_path",
    "as_ptr", "as_raw_fd", "as_ref", "as_slice", "as_slices", "as_str", "as_string",
    "assume_init", "available", "back", "back_mut", "binary_search", "binary_search_by",
    "binary_search_by_key", "bitand", "borrow", "borrow_mut", "build_hasher", "by_ref", "bytes",
    "call", "call_mut", "call_once", "call_once_force", "capacity", "capture", "cast",
    "cast_mut", "catch_unwind", "ceil", "chain", "char_indices", "chars", "checked_add",
    "checked_div", "checked_mul", "checked_neg", "checked_next_power_of_two", "checked_pow",
    "checked_rem", "checked_shl", "checked_shr", "checked_sub", "chunk_by", "chunks",
    "chunks_exact", "chunks_exact_mut", "chunks_mut", "clamp", "classify", "clear", "clone",
    "clone_from", "clone_from_slice", "clone_into", "cloned", "cmp", "cmp_by", "collect",
    "compare_exchange", "compare_exchange_weak", "components", "concat", "connect", "contains",
    "contains_key", "copied", "copy", "copy_from", "copy_from_nonoverlapping",
    "copy_from_slice", "copy_to", "copy_to_nonoverlapping", "copy_within", "cos", "count",
    "count_ones", "count_zeros", "create", "create_new", "current", "current_dir", "cycle",
    "debug_list", "debug_map", "debug_set", "debug_struct", "debug_tuple", "dedup", "dedup_by",
    "dedup_by_key", "default", "deref", "deref_mut", "description", "difference", "display",
    "div", "downcast", "downcast_mut", "downcast_ref", "drain", "drop", "duration_since",
    "elapsed", "encode_utf16", "encode_utf8", "end", "end_bound", "ends_with", "entries",
    "entry", "enumerate", "eq", "eq_ignore_ascii_case", "err", "error", "escape_debug",
    "escape_default", "exists", "exit", "exp", "expect", "expect_err", "extend",
    "extend_from_slice", "extend_from_within", "extension", "fetch_add", "fetch_and",
    "fetch_max", "fetch_min", "fetch_or", "fetch_sub", "fetch_xor", "field", "file_name",
    "file_stem", "file_type", "fill", "fill_buf", "fill_with", "filter", "filter_map", "find",
    "find_map", "finish", "finish_non_exhaustive", "first", "first_chunk", "first_key_value",
    "first_mut", "flat_map", "flatten", "floor", "flush", "fmt", "fold", "for_each", "force",
    "front", "front_mut", "fuse", "ge", "get", "get_key_value", "get_mut", "get_or_init",
    "get_or_insert", "get_or_insert_default", "get_or_insert_with", "get_ref", "get_unchecked",
    "get_unchecked_mut", "gt", "hash", "hash_one", "hash_slice", "id", "index", "index_mut",
    "insert", "insert_str", "inspect", "inspect_err", "intersection", "into",
    "into_boxed_slice", "into_boxed_str", "into_bytes", "into_inner", "into_iter", "into_keys",
    "into_mut", "into_os_string", "into_owned", "into_raw", "into_sorted_vec", "into_string",
    "into_values", "into_vec", "ip", "is_absolute", "is_alphabetic", "is_alphanumeric",
    "is_ascii", "is_ascii_alphabetic", "is_ascii_alphanumeric", "is_ascii_control",
    "is_ascii_digit", "is_ascii_hexdigit", "is_ascii_lowercase", "is_ascii_punctuation",
    "is_ascii_uppercase", "is_ascii_whitespace", "is_char_boundary", "is_completed",
    "is_control", "is_digit", "is_dir", "is_disjoint", "is_empty", "is_err", "is_err_and",
    "is_file", "is_finite", "is_infinite", "is_lowercase", "is_nan", "is_negative", "is_none",
    "is_none_or", "is_null", "is_numeric", "is_ok", "is_ok_and", "is_partitioned",
    "is_poisoned", "is_positive", "is_power_of_two", "is_relative", "is_sign_negative",
    "is_some", "is_some_and", "is_sorted", "is_subset", "is_superset", "is_symlink",
    "is_uppercase", "is_utf8", "is_whitespace", "iter", "iter_mut", "join", "key", "key_mut",
    "keys", "kind", "last", "last_chunk", "last_key_value", "last_mut", "last_os_error",
    "layout", "le", "leading_ones", "leading_zeros", "len", "len_utf16", "len_utf8", "lines",
    "ln", "load", "lock", "lt", "make_ascii_lowercase", "make_ascii_uppercase", "map",
    "map_err", "map_or", "map_or_else", "map_while", "max", "max_by", "max_by_key", "metadata",
    "min", "min_by", "min_by_key", "modified", "mul", "name", "ne", "needs_drop", "neg",
    "new_debug", "new_display", "new_lower_hex", "new_octal", "new_pointer", "new_unchecked",
    "new_upper_hex", "next", "next_back", "next_if", "next_if_eq", "next_power_of_two", "not",
    "notify_all", "notify_one", "nth", "nth_back", "null", "null_mut", "of", "offset",
    "offset_from", "ok", "ok_or", "ok_or_else", "once", "open", "or", "or_default", "or_else",
    "or_insert", "or_insert_with", "or_insert_with_key", "pad", "padding", "panic", "parent",
    "parse", "partial_cmp", "partition", "partition_point", "path", "peek", "peek_mut",
    "peekable", "permissions", "pop", "pop_back", "pop_first", "pop_front", "pop_last", "port",
    "position", "pow", "powf", "powi", "precision", "product", "provide", "provide_ref",
    "ptr_eq", "push", "push_back", "push_front", "push_str", "range", "range_mut",
    "raw_os_error", "read", "read_dir", "read_exact", "read_line", "read_to_end",
    "read_to_string", "read_until", "recv", "reduce", "rem", "remove", "remove_entry", "repeat",
    "replace", "replace_range", "replacen", "request_ref", "reserve", "reserve_exact", "resize",
    "resize_with", "resume", "resume_unwind", "retain", "retain_mut", "rev", "reverse", "rfind",
    "rfold", "rotate_left", "rotate_right", "round", "rposition", "rsplit", "rsplit_once",
    "rsplitn", "saturating_add", "saturating_mul", "saturating_sub", "scan", "scope", "seek",
    "select_nth_unstable_by", "send", "set", "set_extension", "set_file_name", "set_len",
    "set_permissions", "set_position", "shl", "shr", "shrink_to", "shrink_to_fit", "shutdown",
    "sign", "signum", "sin", "size", "size_hint", "size_of", "size_of_val", "skip",
    "skip_while", "sort", "sort_by", "sort_by_cached_key", "sort_by_key", "sort_unstable",
    "sort_unstable_by", "sort_unstable_by_key", "source", "spawn", "spawn_scoped", "splice",
    "split", "split_ascii_whitespace", "split_at", "split_at_mut", "split_first",
    "split_first_mut", "split_inclusive", "split_last", "split_last_mut", "split_off",
    "split_once", "split_terminator", "split_whitespace", "splitn", "sqrt", "stack_size",
    "start", "start_bound", "starts_with", "status", "stderr", "stdout", "step_by", "store",
    "strip_prefix", "strip_suffix", "sub", "sub_assign", "sum", "swap", "swap_bytes",
    "swap_nonoverlapping", "swap_remove", "swap_with_slice", "symmetric_difference", "sync",
    "sync_all", "take", "take_while", "tan", "then", "then_some", "then_with",
    "to_ascii_lowercase", "to_ascii_uppercase", "to_be", "to_be_bytes", "to_bits", "to_digit",
    "to_le", "to_le_bytes", "to_lowercase", "to_ne_bytes", "to_os_string", "to_owned",
    "to_path_buf", "to_str", "to_string", "to_string_lossy", "to_uppercase", "to_vec",
    "total_cmp", "trailing_ones", "trailing_zeros", "transpose", "trim", "trim_end",
    "trim_end_matches", "trim_left", "trim_matches", "trim_right", "trim_start",
    "trim_start_matches", "trunc", "truncate", "try_borrow", "try_borrow_mut", "try_clone",
    "try_fold", "try_for_each", "try_from", "try_into", "try_lock", "try_read", "try_recv",
    "try_reserve", "try_reserve_exact", "try_rfold", "try_unwrap", "try_write", "type_id",
    "type_name", "uninit", "union", "unreachable_unchecked", "unwrap", "unwrap_err",
    "unwrap_or", "unwrap_or_default", "unwrap_or_else", "unwrap_unchecked", "unzip", "update",
    "upgrade", "value", "values", "values_mut", "var", "wait", "width", "windows", "with",
    "with_capacity", "with_extension", "with_file_name", "wrapping_abs", "wrapping_add",
    "wrapping_mul", "wrapping_neg", "wrapping_sub", "write", "write_all", "write_bytes",
    "write_char", "write_fmt", "write_i128", "write_i16", "write_i32", "write_i64", "write_i8",
    "write_isize", "write_str", "write_u128", "write_u16", "write_u32", "write_u64", "write_u8",
    "write_usize", "xor", "yield_now", "zip",
};
// clang-format on

bool rust_is_std_method(cg_str name)
{
    return cg_str_among(name, std_methods, CG_ARRAY_LEN(std_methods));
}

/* Modules of std whose types have no parameters. */
static const char *const closed_modules[] = {"ascii",   "char",   "env", "ffi",   "fs",
                                             "net",     "num",    "os",  "panic", "path",
                                             "process", "string", "str", "time"};

/* "time" of "time.Instant.now". */
bool rust_holds_nothing(cg_str name)
{
    cg_str module;
    if (!cg_str_split(&name, '.', &module))
        return false;
    for (size_t i = 0; i < CG_ARRAY_LEN(closed_modules); i++)
        if (cg_str_eq(module, cg_str_from(closed_modules[i])))
            return true;
    return false;
}
