// SPDX-License-Identifier: Apache-2.0
// What methods of Rust's own types give: RUST_STD(types, methods, result), the first row that has both
// counts. "*" stands for all types; types without a name of their own are "slice" and "tuple";
// "Iterator" is whatever iterates; "fn" is what functions are looked up under.
//
//   self       the value itself               0 1        its type arguments
//   item       what iterating over it gives   arg        the first value that is passed
//   fn         what the passed function gives turbofish  the type written behind the method's name
//   x.item     what iterating over x gives    x.unwrap   what unwrapping x gives
//   T<x, y>    a value of type T              (x, y)     a tuple
#define RUST_SEQUENCES                                                                             \
    "slice Vec VecDeque LinkedList BinaryHeap HashSet BTreeSet IndexSet SmallVec ArrayVec "
#define RUST_MAPS "HashMap BTreeMap IndexMap "

/* functions and variants */
RUST_STD("fn", "Some", "Option<arg>")
RUST_STD("fn", "Ok", "Result<arg, ?>")
RUST_STD("fn", "Err", "Result<?, arg>")
RUST_STD("Box Rc Arc Pin", "new from pin clone leak from_raw into_inner", "arg")
RUST_STD(
    "Cell RefCell Mutex RwLock OnceCell OnceLock Cow ManuallyDrop MaybeUninit Wrapping Reverse",
    "new from", "Self<arg>")
RUST_STD("mem", "take replace", "arg")
RUST_STD("cmp", "min max", "arg")
RUST_STD("iter", "once repeat", "Iterator<arg>")
RUST_STD("iter", "from_fn", "Iterator<fn.unwrap>")
RUST_STD("iter", "empty", "Iterator<turbofish>")
RUST_STD("slice", "from_ref", "slice<arg>")

/* Option and Result */
RUST_STD("Option Result",
         "unwrap expect unwrap_or unwrap_or_default unwrap_or_else unwrap_unchecked insert "
         "get_or_insert get_or_insert_with get_or_insert_default",
         "0")
RUST_STD("Result", "unwrap_err expect_err", "1")
RUST_STD("Option", "ok_or ok_or_else", "Result<0, ?>")
RUST_STD("Option", "flatten", "0")
RUST_STD("Result", "ok", "Option<0>")
RUST_STD("Result", "err", "Option<1>")
RUST_STD("Option", "map", "Option<fn>")
RUST_STD("Result", "map", "Result<fn, 1>")
RUST_STD("Result", "map_err", "Result<0, fn>")
RUST_STD("Option Result", "and_then map_or map_or_else", "fn")
RUST_STD("Option Result",
         "as_ref as_mut as_deref as_deref_mut cloned copied take replace filter or or_else xor "
         "inspect inspect_err clone",
         "self")
RUST_STD("Option Result", "iter iter_mut into_iter", "Iterator<0>")

/* sequences and sets */
RUST_STD(RUST_SEQUENCES, "iter iter_mut into_iter drain range difference intersection union",
         "Iterator<0>")
RUST_STD(RUST_SEQUENCES,
         "first last get get_mut pop pop_front pop_back pop_first pop_last front back first_mut "
         "last_mut front_mut back_mut peek replace take",
         "Option<0>")
RUST_STD(RUST_SEQUENCES, "split_first split_last split_first_mut split_last_mut",
         "Option<(0, self)>")
RUST_STD(RUST_SEQUENCES, "remove swap_remove get_unchecked get_unchecked_mut", "0")
RUST_STD(RUST_SEQUENCES, "split_at split_at_mut", "(self, self)")
RUST_STD(RUST_SEQUENCES, "chunks chunks_mut chunks_exact windows split", "Iterator<self>")
RUST_STD(RUST_SEQUENCES,
         "as_slice as_mut_slice to_vec into_boxed_slice into_vec split_off clone to_owned as_ref "
         "as_mut new with_capacity",
         "self")

/* maps */
RUST_STD(RUST_MAPS, "get get_mut remove insert", "Option<1>")
RUST_STD(RUST_MAPS, "iter iter_mut into_iter drain range range_mut", "Iterator<(0, 1)>")
RUST_STD(RUST_MAPS, "keys into_keys", "Iterator<0>")
RUST_STD(RUST_MAPS, "values values_mut into_values", "Iterator<1>")
RUST_STD(RUST_MAPS, "get_key_value remove_entry first_key_value last_key_value pop_first pop_last",
         "Option<(0, 1)>")
RUST_STD(RUST_MAPS, "entry", "Entry<0, 1>")
RUST_STD("Entry", "or_insert or_insert_with or_insert_with_key or_default", "1")
RUST_STD("Entry OccupiedEntry", "and_modify", "self")
RUST_STD("OccupiedEntry", "get get_mut into_mut remove insert", "1")

/* cells and guards */
RUST_STD("RefCell Cell", "borrow borrow_mut get get_mut into_inner replace take", "0")
RUST_STD("Mutex RwLock", "lock read write try_lock try_read try_write into_inner get_mut",
         "Result<0, ?>")
RUST_STD("OnceCell OnceLock", "get get_mut take into_inner", "Option<0>")
RUST_STD("OnceCell OnceLock", "get_or_init", "0")
RUST_STD("Weak", "upgrade", "Option<0>")
RUST_STD("NonNull MaybeUninit ManuallyDrop Cow",
         "as_ref as_mut as_ptr as_mut_ptr assume_init assume_init_ref assume_init_mut into_inner "
         "into_owned to_mut",
         "0")
RUST_STD("AsRef AsMut Borrow BorrowMut Into", "as_ref as_mut borrow borrow_mut into", "0")

/* iterators */
RUST_STD("Iterator",
         "next next_back last nth nth_back min max find peek peek_mut min_by max_by min_by_key "
         "max_by_key reduce next_if rfind",
         "Option<item>")
RUST_STD("Iterator", "map", "Iterator<fn>")
RUST_STD("Iterator", "flat_map", "Iterator<fn.item>")
RUST_STD("Iterator", "filter_map map_while", "Iterator<fn.unwrap>")
RUST_STD("Iterator", "find_map", "fn")
RUST_STD("Iterator", "flatten", "Iterator<item.item>")
RUST_STD("Iterator", "enumerate", "Iterator<(?, item)>")
RUST_STD("Iterator", "zip", "Iterator<(item, arg.item)>")
RUST_STD("Iterator", "fold", "arg")
RUST_STD("Iterator", "collect", "turbofish")
RUST_STD("Iterator", "collect", "Vec<item>")
RUST_STD("Iterator",
         "filter skip take rev chain peekable cloned copied by_ref fuse step_by inspect skip_while "
         "take_while cycle into_iter iter",
         "Iterator<item>")

/* what takes closures and gives nothing of the project */
RUST_STD(
    "Iterator",
    "for_each try_for_each any all position rposition partition is_sorted_by count sum product",
    "?")
RUST_STD(RUST_SEQUENCES,
         "sort_by sort_by_key sort_by_cached_key sort_unstable_by sort_unstable_by_key retain "
         "retain_mut dedup_by dedup_by_key binary_search_by binary_search_by_key partition_point",
         "?")
RUST_STD(RUST_MAPS, "retain", "?")
RUST_STD("Option Result", "is_some_and is_none_or is_ok_and is_err_and", "?")

/* text */
RUST_STD("str String", "chars", "Iterator<char>")
RUST_STD("str String", "bytes", "Iterator<u8>")
RUST_STD("str String",
         "lines split split_whitespace splitn rsplit rsplitn split_terminator split_inclusive",
         "Iterator<str>")
RUST_STD("*", "to_string", "String")
RUST_STD("*", "default", "self")
RUST_STD("*", "clone to_owned as_ref as_mut borrow borrow_mut by_ref deref deref_mut cloned",
         "self")
#undef RUST_SEQUENCES
#undef RUST_MAPS
