// SPDX-License-Identifier: Apache-2.0
// mask, features: what macros by which C++ says what it has stand for in C++17, the standard that
// files are taken to be written in: __cpp_… of the language, __cpp_lib_… as all headers define them.
#include <stdlib.h>

#include "if.h"

#define PREFIX "__cpp_"

typedef struct feature {
    const char *name; /* behind the prefix; sorted */
    uint32_t number;
} feature;

/* As gcc 12 says with -std=c++17. */
static const feature features[] = {
    {"aggregate_bases", 201603},
    {"aggregate_nsdmi", 201304},
    {"alias_templates", 200704},
    {"aligned_new", 201606},
    {"attributes", 200809},
    {"binary_literals", 201304},
    {"capture_star_this", 201603},
    {"constexpr", 201603},
    {"decltype", 200707},
    {"decltype_auto", 201304},
    {"deduction_guides", 201703},
    {"delegating_constructors", 200604},
    {"digit_separators", 201309},
    {"enumerator_attributes", 201411},
    {"exceptions", 199711},
    {"fold_expressions", 201603},
    {"generic_lambdas", 201304},
    {"guaranteed_copy_elision", 201606},
    {"hex_float", 201603},
    {"if_constexpr", 201606},
    {"inheriting_constructors", 201511},
    {"init_captures", 201304},
    {"initializer_lists", 200806},
    {"inline_variables", 201606},
    {"lambdas", 200907},
    {"lib_addressof_constexpr", 201603},
    {"lib_allocator_traits_is_always_equal", 201411},
    {"lib_any", 201606},
    {"lib_apply", 201603},
    {"lib_array_constexpr", 201803},
    {"lib_as_const", 201510},
    {"lib_atomic_is_always_lock_free", 201603},
    {"lib_bool_constant", 201505},
    {"lib_boyer_moore_searcher", 201603},
    {"lib_byte", 201603},
    {"lib_chrono", 201611},
    {"lib_chrono_udls", 201304},
    {"lib_clamp", 201603},
    {"lib_complex_udls", 201309},
    {"lib_constexpr_char_traits", 201611},
    {"lib_constexpr_string", 201611},
    {"lib_enable_shared_from_this", 201603},
    {"lib_exchange_function", 201304},
    {"lib_filesystem", 201703},
    {"lib_gcd", 201606},
    {"lib_gcd_lcm", 201606},
    {"lib_generic_associative_lookup", 201304},
    {"lib_hardware_interference_size", 201703},
    {"lib_has_unique_object_representations", 201606},
    {"lib_hypot", 201603},
    {"lib_incomplete_container_elements", 201505},
    {"lib_integer_sequence", 201304},
    {"lib_integral_constant_callable", 201304},
    {"lib_invoke", 201411},
    {"lib_is_aggregate", 201703},
    {"lib_is_final", 201402},
    {"lib_is_invocable", 201703},
    {"lib_is_null_pointer", 201309},
    {"lib_is_swappable", 201603},
    {"lib_launder", 201606},
    {"lib_lcm", 201606},
    {"lib_logical_traits", 201510},
    {"lib_make_from_tuple", 201606},
    {"lib_make_reverse_iterator", 201402},
    {"lib_make_unique", 201304},
    {"lib_map_try_emplace", 201411},
    {"lib_math_special_functions", 201603},
    {"lib_memory_resource", 201603},
    {"lib_node_extract", 201606},
    {"lib_nonmember_container_access", 201411},
    {"lib_not_fn", 201603},
    {"lib_null_iterators", 201304},
    {"lib_optional", 201606},
    {"lib_parallel_algorithm", 201603},
    {"lib_quoted_string_io", 201304},
    {"lib_raw_memory_algorithms", 201606},
    {"lib_result_of_sfinae", 201210},
    {"lib_robust_nonmodifying_seq_ops", 201304},
    {"lib_sample", 201603},
    {"lib_scoped_lock", 201703},
    {"lib_shared_mutex", 201505},
    {"lib_shared_ptr_arrays", 201611},
    {"lib_shared_ptr_weak_type", 201606},
    {"lib_shared_timed_mutex", 201402},
    {"lib_string_udls", 201304},
    {"lib_string_view", 201803},
    {"lib_to_chars", 201611},
    {"lib_transformation_trait_aliases", 201304},
    {"lib_transparent_operators", 201510},
    {"lib_tuple_element_t", 201402},
    {"lib_tuples_by_type", 201304},
    {"lib_type_trait_variable_templates", 201510},
    {"lib_uncaught_exceptions", 201411},
    {"lib_unordered_map_try_emplace", 201411},
    {"lib_variant", 202102},
    {"lib_void_t", 201411},
    {"namespace_attributes", 201411},
    {"nested_namespace_definitions", 201411},
    {"noexcept_function_type", 201510},
    {"nontype_template_args", 201411},
    {"nontype_template_parameter_auto", 201606},
    {"nsdmi", 200809},
    {"range_based_for", 201603},
    {"raw_strings", 200710},
    {"ref_qualifiers", 200710},
    {"return_type_deduction", 201304},
    {"rtti", 199711},
    {"rvalue_reference", 200610},
    {"rvalue_references", 200610},
    {"sized_deallocation", 201309},
    {"static_assert", 201411},
    {"structured_bindings", 201606},
    {"template_auto", 201606},
    {"template_template_args", 201611},
    {"threadsafe_static_init", 200806},
    {"unicode_characters", 201411},
    {"unicode_literals", 200710},
    {"user_defined_literals", 200809},
    {"variable_templates", 201304},
    {"variadic_templates", 200704},
    {"variadic_using", 201611},
};

static int compare(const void *key, const void *element)
{
    const cg_str *name = key;
    return cg_str_cmp(*name, cg_str_from(((const feature *)element)->name));
}

bool mask_is_feature(cg_str name)
{
    return cg_str_starts(name, CG_STR(PREFIX));
}

uint32_t mask_feature(cg_str name)
{
    cg_str key = cg_str_slice(name, sizeof PREFIX - 1, name.len);
    const feature *found =
        bsearch(&key, features, CG_ARRAY_LEN(features), sizeof *features, compare);
    return found ? found->number : 0;
}
