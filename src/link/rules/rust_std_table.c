// SPDX-License-Identifier: Apache-2.0
// Rust: what methods of the language's own types give. The first row that has both the type and the
// method counts. "*" stands for all types; types without a name of their own are "slice" and "tuple",
// whatever iterates is an "Iterator", and functions are looked up under "fn". Results:
//
//   self       the value itself               0 1        its type arguments
//   item       what iterating over it gives   arg        the first value that is passed
//   fn         what the passed function gives turbofish  the type written behind the method's name
//   x.item     what iterating over x gives    x.unwrap   what unwrapping x gives
//   arg1       the second value               x.await    what awaiting x gives
//   x.pointee  what the pointer x points to
//   wanted     the type written behind the method's name, or of what the value is put into
//   gathered   items of the first value in a value of the same type
//   collected  items in what is wanted        parsed     what is wanted, or its error
//   parted     items in each of what is wanted, a tuple; unzipped: parts of items
//   T<x, y>    a value of type T              (x, y)     a tuple
//   Self<x>    a value of the same type       ?          not known
#include "rust.h"

#define SEQUENCES                                                                                  \
    "slice Vec VecDeque LinkedList BinaryHeap HashSet BTreeSet IndexSet SmallVec ArrayVec "
#define MAPS "HashMap BTreeMap IndexMap "

const rust_std_row rust_std_rows[] = {
    /* functions and variants */
    {"fn Option", "Some", "Option<arg>"},
    {"fn Result", "Ok", "Result<arg, ?>"},
    {"fn Result", "Err", "Result<?, arg>"},
    {"Box Rc Arc Pin", "clone leak from_raw into_raw into_inner", "arg"},
    {"Box Rc Arc Pin", "new from pin", "Self<arg>"},
    {"Cell RefCell Mutex RwLock OnceCell OnceLock Cow ManuallyDrop MaybeUninit Wrapping Reverse",
     "new from", "Self<arg>"},
    {"mem", "take replace", "arg"},
    {"cmp", "min max min_by max_by min_by_key max_by_key", "arg"},
    {"cmp", "Reverse", "Reverse<arg>"},
    {"panic", "catch_unwind", "Result<fn, ?>"},
    {"array", "from_fn", "slice<fn>"},
    {"iter", "once repeat", "Iterator<arg>"},
    {"iter", "from_fn", "Iterator<fn.unwrap>"},
    {"iter", "successors", "Iterator<arg.unwrap>"},
    {"iter", "repeat_with", "Iterator<fn>"},
    {"iter", "zip", "Iterator<(arg.item, arg1.item)>"},
    {"iter", "empty", "Iterator<turbofish>"},
    {"slice", "from_ref", "slice<arg>"},

    /* threads, tasks and channels */
    {"thread", "spawn", "JoinHandle<fn>"},
    {"thread", "scope", "fn"},
    {"Scope", "spawn", "JoinHandle<fn>"},
    {"JoinHandle ScopedJoinHandle", "join", "Result<0, ?>"},
    {"tokio task Runtime Handle", "spawn spawn_local", "JoinHandle<arg.await>"},
    {"tokio task Runtime Handle", "spawn_blocking", "JoinHandle<fn>"},
    {"task", "block_in_place", "fn"},
    {"Runtime Handle executor task", "block_on", "arg.await"},
    {"time", "timeout timeout_at", "Result<arg1.await, ?>"},
    {"future", "join_all", "Vec<arg.item.await>"},
    {"future", "try_join_all", "Result<Vec<arg.item.await.unwrap>, ?>"},
    {"mpsc", "channel unbounded_channel", "(Sender<turbofish>, Receiver<turbofish>)"},
    {"mpsc", "sync_channel", "(SyncSender<turbofish>, Receiver<turbofish>)"},
    {"oneshot broadcast watch crossbeam_channel flume async_channel kanal",
     "channel bounded unbounded", "(Sender<turbofish>, Receiver<turbofish>)"},
    {"Sender SyncSender UnboundedSender", "clone", "self"},
    {"Receiver UnboundedReceiver", "recv try_recv recv_timeout blocking_recv recv_async next",
     "Result<0, ?>"},
    {"Receiver UnboundedReceiver", "iter try_iter into_iter", "Iterator<0>"},
    {"Receiver", "borrow borrow_and_update", "0"},
    {"AsyncMutex",
     "lock read write lock_owned read_owned write_owned blocking_lock blocking_read "
     "blocking_write get_mut into_inner",
     "0"},
    {"AsyncMutex", "try_lock try_read try_write", "Result<0, ?>"},

    /* Option and Result */
    {"Option Result",
     "unwrap expect unwrap_or unwrap_or_default unwrap_or_else unwrap_unchecked insert "
     "get_or_insert get_or_insert_with get_or_insert_default",
     "0"},
    {"Result", "unwrap_err expect_err", "1"},
    {"Option Result", "ok_or ok_or_else context with_context wrap_err wrap_err_with change_context",
     "Result<0, ?>"},
    {"Option", "flatten", "0"},
    {"Option", "zip", "Option<(0, arg.unwrap)>"},
    {"Result", "ok", "Option<0>"},
    {"Result", "err", "Option<1>"},
    {"Option", "map", "Option<fn>"},
    {"Result", "map", "Result<fn, 1>"},
    {"Result", "map_err", "Result<0, fn>"},
    {"Option Result", "and_then map_or map_or_else", "fn"},
    {"Option Result",
     "as_ref as_mut as_deref as_deref_mut cloned copied take replace filter or or_else xor "
     "inspect inspect_err clone",
     "self"},
    {"Option Result", "iter iter_mut into_iter", "Iterator<0>"},

    /* sequences and sets */
    {SEQUENCES,
     "iter iter_mut into_iter drain range difference intersection union par_iter par_iter_mut "
     "into_par_iter",
     "Iterator<0>"},
    {SEQUENCES,
     "first last get get_mut pop pop_front pop_back pop_first pop_last front back first_mut "
     "last_mut front_mut back_mut peek replace take",
     "Option<0>"},
    {SEQUENCES, "split_first split_last split_first_mut split_last_mut", "Option<(0, self)>"},
    {SEQUENCES, "remove swap_remove get_unchecked get_unchecked_mut", "0"},
    {SEQUENCES, "split_at split_at_mut", "(self, self)"},
    {SEQUENCES, "concat", "0"},
    {"slice", "map", "slice<fn>"},
    {SEQUENCES, "chunks chunks_mut chunks_exact windows split", "Iterator<self>"},
    {SEQUENCES,
     "as_slice as_mut_slice to_vec into_boxed_slice into_vec split_off clone to_owned as_ref "
     "as_mut new with_capacity",
     "self"},

    /* maps */
    {MAPS, "new with_capacity with_hasher with_capacity_and_hasher split_off", "self"},
    {MAPS, "get get_mut remove insert", "Option<1>"},
    {MAPS, "iter iter_mut into_iter drain range range_mut", "Iterator<(0, 1)>"},
    {MAPS, "keys into_keys", "Iterator<0>"},
    {MAPS, "values values_mut into_values", "Iterator<1>"},
    {MAPS,
     "get_key_value remove_entry first_key_value last_key_value pop_first pop_last get_index "
     "get_index_mut",
     "Option<(0, 1)>"},
    {MAPS, "entry", "Entry<0, 1>"},
    {"Entry", "or_insert or_insert_with or_insert_with_key or_default", "1"},
    {"Entry OccupiedEntry", "and_modify", "self"},
    {"Entry OccupiedEntry VacantEntry", "key into_key", "0"},
    {"Entry OccupiedEntry VacantEntry", "get get_mut into_mut remove insert", "1"},

    /* cells and guards */
    {"RefCell Cell", "borrow borrow_mut get get_mut into_inner replace take", "0"},
    {"RefCell Cell OnceCell", "with with_borrow with_borrow_mut", "fn"}, /* of thread_local! */
    {"Mutex RwLock", "lock read write try_lock try_read try_write into_inner get_mut",
     "Result<0, ?>"},
    {"OnceCell OnceLock", "get get_mut take into_inner", "Option<0>"},
    {"OnceCell OnceLock", "get_or_init", "0"},
    {"Rc Arc", "downgrade", "Weak<arg.pointee>"},
    {"Rc Arc", "try_unwrap", "Result<arg.pointee, arg>"},
    {"Rc Arc", "unwrap_or_clone", "arg.pointee"},
    {"Weak", "upgrade", "Option<Rc<0>>"},
    {"NonNull MaybeUninit ManuallyDrop Cow",
     "as_ref as_mut as_ptr as_mut_ptr assume_init assume_init_ref assume_init_mut into_inner "
     "into_owned to_mut",
     "0"},
    {"AsRef AsMut Borrow BorrowMut Into", "as_ref as_mut borrow borrow_mut into", "0"},

    /* iterators */
    {"Iterator",
     "next next_back last nth nth_back min max find peek peek_mut min_by max_by min_by_key "
     "max_by_key reduce next_if rfind",
     "Option<item>"},
    {"Iterator", "map", "Iterator<fn>"},
    {"Iterator", "flat_map", "Iterator<fn.item>"},
    {"Iterator", "filter_map map_while", "Iterator<fn.unwrap>"},
    {"Iterator", "find_map", "fn"},
    {"Iterator", "flatten", "Iterator<item.item>"},
    {"Iterator", "enumerate", "Iterator<(?, item)>"},
    {"Iterator", "zip", "Iterator<(item, arg.item)>"},
    {"Iterator", "fold rfold", "fn"},
    {"Iterator", "fold try_fold rfold", "arg"},
    {"Iterator", "collect", "collected"},
    {"Iterator", "collect", "Vec<item>"},
    {"Iterator", "partition", "parted"},
    {"Iterator", "unzip", "unzipped"},
    {"Iterator", "sum product", "wanted"},
    {"Iterator", "scan", "Iterator<fn.unwrap>"},
    {"Iterator",
     "filter skip take rev chain peekable cloned copied by_ref fuse step_by inspect "
     "skip_while take_while cycle into_iter iter",
     "Iterator<item>"},

    /* what takes closures and gives nothing of the project */
    {"Iterator", "for_each try_for_each any all position rposition is_sorted_by count", "?"},
    {SEQUENCES MAPS, "from from_iter", "gathered"},
    {SEQUENCES, "push push_back push_front", "?"},
    {SEQUENCES,
     "sort_by sort_by_key sort_by_cached_key sort_unstable_by sort_unstable_by_key retain "
     "retain_mut dedup_by dedup_by_key binary_search_by binary_search_by_key partition_point",
     "?"},
    {MAPS, "retain", "?"},
    {"Option Result", "is_some_and is_none_or is_ok_and is_err_and", "?"},

    /* text */
    {"String", "from new with_capacity from_utf8_lossy from_iter", "String"},
    {"String", "from_utf8", "Result<String, ?>"},
    {"str", "from_utf8", "Result<str, ?>"},
    {"fs", "read_to_string", "Result<String, ?>"},
    {"env", "var", "Result<String, ?>"},
    {"env", "args", "Iterator<String>"},
    {"str String", "chars", "Iterator<char>"},
    {"str String",
     "as_str trim trim_start trim_end trim_matches trim_start_matches trim_end_matches", "str"},
    {"str String", "strip_prefix strip_suffix", "Option<str>"},
    {"str String", "split_once rsplit_once", "Option<(str, str)>"},
    {"str String", "parse", "parsed"},
    {"str String", "find rfind", "Option<usize>"},
    {"str String", "len", "usize"},
    {"str String", "is_empty starts_with ends_with contains eq_ignore_ascii_case", "bool"},
    {"str String", "as_bytes", "slice<u8>"},
    {"str String", "to_lowercase to_uppercase to_ascii_lowercase to_ascii_uppercase repeat replace",
     "String"},
    {"str String", "bytes", "Iterator<u8>"},
    {"str String",
     "lines split split_whitespace splitn rsplit rsplitn split_terminator split_inclusive",
     "Iterator<str>"},
    {"*", "into try_into", "wanted"},
    {"*", "downcast_ref downcast_mut", "Option<turbofish>"},
    {"*", "downcast", "Result<turbofish, ?>"},
    {"*", "to_string", "String"},
    {"*", "default", "self"},
    {"*", "clone to_owned as_ref as_mut borrow borrow_mut by_ref deref deref_mut cloned", "self"},
};

const size_t rust_std_rows_count = CG_ARRAY_LEN(rust_std_rows);
