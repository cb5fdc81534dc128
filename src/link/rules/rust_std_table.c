// SPDX-License-Identifier: Apache-2.0
// Rust: what methods and functions of the standard library give: by rust_std_data.c, which is made from it, but before that
// by the rows here, which say what its types do not, and what other crates have. Types without a name of their own are
// "slice" and "tuple", whatever iterates is an "Iterator", functions are looked up under their module, or "fn". Results:
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

typedef struct rust_std_row {
    const char *types, *methods; /* words */
    const char *result;
} rust_std_row;

#define SEQUENCES                                                                                  \
    "slice Vec VecDeque LinkedList BinaryHeap HashSet BTreeSet IndexSet SmallVec ArrayVec "
#define MAPS "HashMap BTreeMap IndexMap "

/* The first row that has both the type and the method, and of which the result is known, counts. */
static const rust_std_row unsaid[] = {
    /* functions and variants */
    {"fn Option", "Some", "Option<arg>"},
    {"fn Result", "Ok", "Result<arg, ?>"},
    {"fn Result", "Err", "Result<?, arg>"},
    {"Box Rc Arc Pin", "clone into_inner", "arg"},
    {"Box Rc Arc Pin Cell RefCell Mutex RwLock OnceCell OnceLock Cow ManuallyDrop MaybeUninit "
     "Wrapping Reverse",
     "from", "Self<arg>"},
    {"cmp", "Reverse", "Reverse<arg>"},

    /* threads, tasks and channels of other crates */
    {"tokio task Runtime Handle", "spawn spawn_local", "JoinHandle<arg.await>"},
    {"tokio task Runtime Handle", "spawn_blocking", "JoinHandle<fn>"},
    {"task", "block_in_place", "fn"},
    {"Runtime Handle executor task", "block_on", "arg.await"},
    {"time", "timeout timeout_at", "Result<arg1.await, ?>"},
    {"future", "join_all", "Vec<arg.item.await>"},
    {"future", "try_join_all", "Result<Vec<arg.item.await.unwrap>, ?>"},
    {"mpsc", "unbounded_channel", "(Sender<turbofish>, Receiver<turbofish>)"},
    {"oneshot broadcast watch crossbeam_channel flume async_channel kanal",
     "channel bounded unbounded", "(Sender<turbofish>, Receiver<turbofish>)"},
    {"Receiver UnboundedReceiver", "recv try_recv recv_timeout blocking_recv recv_async next",
     "Result<0, ?>"},
    {"UnboundedReceiver", "iter try_iter into_iter", "Iterator<0>"},
    {"Receiver", "borrow borrow_and_update", "0"},
    {"AsyncMutex",
     "lock read write lock_owned read_owned write_owned blocking_lock blocking_read "
     "blocking_write get_mut into_inner",
     "0"},
    {"AsyncMutex", "try_lock try_read try_write", "Result<0, ?>"},

    /* containers: by an index of any kind, by traits, and what alloc adds to slices */
    {"Option Result", "context with_context wrap_err wrap_err_with change_context", "Result<0, ?>"},
    {"slice Vec SmallVec ArrayVec", "get get_mut", "Option<0>"},
    {"slice Vec SmallVec ArrayVec", "get_unchecked get_unchecked_mut concat", "0"},
    {"slice Vec SmallVec ArrayVec", "to_vec into_vec", "self"},
    {"slice Vec SmallVec ArrayVec", "sort_by sort_by_key sort_by_cached_key", "?"},
    {SEQUENCES, "par_iter par_iter_mut into_par_iter", "Iterator<0>"},
    {SEQUENCES MAPS, "from from_iter", "gathered"},
    {"IndexSet", "first last get_index pop swap_take shift_take", "Option<0>"},
    {"IndexMap", "first last pop get_index get_index_mut first_mut last_mut", "Option<(0, 1)>"},
    {"IndexMap", "swap_remove shift_remove", "Option<1>"},
    {"Entry", "remove_entry", "(0, 1)"}, /* one that was found to be occupied or vacant */
    {"Entry", "into_key", "0"},
    {"Entry", "get get_mut into_mut remove insert", "1"},
    {"RefCell Cell OnceCell", "with with_borrow with_borrow_mut", "fn"}, /* of thread_local! */
    {"AsRef AsMut Borrow BorrowMut Into", "as_ref as_mut borrow borrow_mut into", "0"},

    /* iterators */
    {"Iterator", "flatten", "Iterator<item.item>"},
    {"Iterator", "try_fold", "arg"},
    {"Iterator", "collect", "collected"},
    {"Iterator", "collect", "Vec<item>"},
    {"Iterator", "partition", "parted"},
    {"Iterator", "unzip", "unzipped"},
    {"Iterator", "into_iter iter", "Iterator<item>"},

    {"String", "from from_iter from_utf8_lossy", "String"},
    {"str String", "parse", "parsed"},
};

/* Of any type that has no row of its own. */
static const rust_std_row of_any[] = {
    {"*", "into try_into", "wanted"},
    {"*", "downcast_ref downcast_mut", "Option<turbofish>"},
    {"*", "downcast", "Result<turbofish, ?>"},
    {"*", "to_string", "String"},
    {"*", "default", "self"},
    {"*", "clone to_owned as_ref as_mut borrow borrow_mut by_ref deref deref_mut cloned", "self"},
};

/* What has the methods of another type too. A value that is only known to be a slice may be a Vec. */
static const char *const alike[][2] = {
    {"ArrayVec", "Vec"}, {"IndexMap", "HashMap"}, {"IndexSet", "HashSet"}, {"SmallVec", "Vec"},
    {"String", "str"},   {"Vec", "slice"},        {"slice", "Vec"},
};

static bool suits(const rust_std_row *row, cg_str type, bool iterates, cg_str method)
{
    bool mine =
        rust_has_word(row->types, type) || (iterates && strcmp(row->types, "Iterator") == 0);
    return mine && rust_has_word(row->methods, method);
}

/* The first row of `type` and `method`, or of what comes behind it. */
static size_t first_result(cg_str type, cg_str method)
{
    size_t from = 0, to = rust_std_results_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        const rust_std_result *row = &rust_std_results[middle];
        int order = cg_str_cmp(cg_str_from(row->type), type);
        if (order == 0)
            order = cg_str_cmp(cg_str_from(row->method), method);
        if (order < 0)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
}

typedef struct results {
    const char **list;
    size_t count;
} results;

static void add_result(results *out, const char *result)
{
    if (out->count < RUST_STD_RESULTS_MAX)
        out->list[out->count++] = result;
}

static void add_results(cg_str type, cg_str method, results *out)
{
    for (size_t i = first_result(type, method); i < rust_std_results_count; i++) {
        const rust_std_result *row = &rust_std_results[i];
        if (!cg_str_eq(cg_str_from(row->type), type) ||
            !cg_str_eq(cg_str_from(row->method), method))
            return;
        add_result(out, row->result);
    }
}

/* Those of the types that `type` is alike; of SmallVec those of Vec, and then of slices. */
static void add_results_alike(cg_str type, cg_str method, results *out)
{
    size_t before = out->count;
    for (unsigned steps = 0; steps < 2 && out->count == before; steps++) {
        add_results(type, method, out);
        size_t i = 0;
        while (i < CG_ARRAY_LEN(alike) && !cg_str_eq(type, cg_str_from(alike[i][0])))
            i++;
        if (i == CG_ARRAY_LEN(alike))
            return;
        type = cg_str_from(alike[i][1]);
    }
    if (out->count == before)
        add_results(type, method, out);
}

size_t rust_std_results_of(cg_str type, bool iterates, cg_str method,
                           const char *out[RUST_STD_RESULTS_MAX])
{
    results found = {.list = out};
    for (size_t i = 0; i < CG_ARRAY_LEN(unsaid); i++)
        if (suits(&unsaid[i], type, iterates, method))
            add_result(&found, unsaid[i].result);
    add_results_alike(type, method, &found);
    if (iterates)
        add_results(CG_STR("Iterator"), method, &found);
    for (size_t i = 0; i < CG_ARRAY_LEN(of_any); i++)
        if (rust_has_word(of_any[i].methods, method))
            add_result(&found, of_any[i].result);
    return found.count;
}

bool rust_std_has_type(cg_str type)
{
    size_t i = first_result(type, CG_STR_NULL);
    bool found =
        i < rust_std_results_count && cg_str_eq(cg_str_from(rust_std_results[i].type), type);
    for (i = 0; i < CG_ARRAY_LEN(unsaid) && !found; i++)
        found = rust_has_word(unsaid[i].types, type);
    return found;
}
