# SPDX-License-Identifier: Apache-2.0
#
# Compiler and linker flags. CG_MODE picks one set; it replaces CMAKE_BUILD_TYPE, whose flags would
# reach the grammar tables too and so defeat sharing their objects among the presets.
#
#   cg_flags          interface target for our own code
#   cg_foreign_flags  interface target for foreign C that we compile: same instrumentation, no warnings

include_guard(GLOBAL)

set(CG_MODE release CACHE STRING "dev, release, asan, tsan, fuzz or coverage")
set_property(CACHE CG_MODE PROPERTY STRINGS dev release asan tsan fuzz coverage)
option(CG_WERROR "Treat warnings as errors" OFF)
if(CG_MODE STREQUAL "release")
    set(cg_tests_default OFF)
else()
    set(cg_tests_default ON)
endif()
option(CG_TESTS "Build the tests" ${cg_tests_default})
option(CG_BENCH "Build the benchmarks" ON)

set(CMAKE_C_STANDARD 17)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib)
include(CheckPIESupported)
check_pie_supported(LANGUAGES C)
include(GNUInstallDirs)

if(NOT CMAKE_C_COMPILER_LAUNCHER)
    find_program(CG_CCACHE ccache)
    if(CG_CCACHE)
        set(CMAKE_C_COMPILER_LAUNCHER ${CG_CCACHE})
    endif()
endif()

find_package(Threads REQUIRED)
add_library(libm INTERFACE) # no pkg-config file
target_link_libraries(libm INTERFACE m)
find_package(PkgConfig REQUIRED)
find_package(wslay REQUIRED) # it has no pkg-config file

add_library(cg_flags INTERFACE)
add_library(cg_foreign_flags INTERFACE)
target_compile_definitions(cg_flags INTERFACE _GNU_SOURCE CG_VERSION="${PROJECT_VERSION}")
target_compile_options(cg_flags INTERFACE
    -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wold-style-definition
    -Wpointer-arith -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wno-format-nonliteral -Wimplicit-fallthrough
    -Wno-missing-field-initializers
    $<$<BOOL:${CG_WERROR}>:-Werror>
    $<$<C_COMPILER_ID:Clang>:-Wthread-safety>
    $<$<C_COMPILER_ID:GNU>:-Wlogical-op>
    $<$<C_COMPILER_ID:GNU>:-Wduplicated-cond>)
target_compile_options(cg_foreign_flags INTERFACE -w)

# Flags that our code and the foreign code must agree on.
function(cg_common)
    target_compile_options(cg_flags INTERFACE ${ARGN})
    target_compile_options(cg_foreign_flags INTERFACE ${ARGN})
endfunction()

cg_common(-fno-omit-frame-pointer -fno-strict-aliasing -fmacro-prefix-map=${PROJECT_SOURCE_DIR}/=)

if(CG_MODE STREQUAL "dev")
    cg_common(-O1 -g)
elseif(CG_MODE STREQUAL "release")
    cg_common(-O2 -g1 -fdebug-prefix-map=${PROJECT_SOURCE_DIR}=. -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    target_link_options(cg_flags INTERFACE -Wl,-z,relro,-z,now)
    # malloc of all that is in the process: named by nobody, so the linker is told to keep it
    pkg_check_modules(jemalloc REQUIRED QUIET IMPORTED_TARGET jemalloc)
    target_link_options(cg_flags INTERFACE
        -Wl,--push-state,--no-as-needed ${jemalloc_LINK_LIBRARIES} -Wl,--pop-state)
elseif(CG_MODE STREQUAL "asan")
    # Lines are all that a report needs, and compile a sixth faster than what a debugger wants besides.
    cg_common(-O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all)
    target_link_options(cg_flags INTERFACE -fsanitize=address,undefined)
elseif(CG_MODE STREQUAL "tsan")
    cg_common(-O1 -g -fsanitize=thread)
    target_link_options(cg_flags INTERFACE -fsanitize=thread)
elseif(CG_MODE STREQUAL "fuzz")
    if(NOT CMAKE_C_COMPILER_ID STREQUAL "Clang")
        message(FATAL_ERROR "mode fuzz needs clang: use --preset fuzz")
    endif()
    cg_common(-O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
    target_link_options(cg_flags INTERFACE -fsanitize=address,undefined)
elseif(CG_MODE STREQUAL "coverage")
    target_compile_options(cg_flags INTERFACE --coverage)
    target_link_options(cg_flags INTERFACE --coverage)
    cg_common(-O0 -g)
else()
    message(FATAL_ERROR "unknown CG_MODE '${CG_MODE}'")
endif()

# Hundreds of test programs are linked: gold, which comes with GNU ld, takes less than half its time for one.
if(CMAKE_C_COMPILER_ID STREQUAL "GNU" AND NOT CG_MODE STREQUAL "release")
    include(CheckLinkerFlag)
    check_linker_flag(C -fuse-ld=gold CG_HAS_GOLD)
    if(CG_HAS_GOLD)
        target_link_options(cg_flags INTERFACE -fuse-ld=gold)
    endif()
endif()

set(CG_LTO OFF)
if(CG_MODE STREQUAL "release")
    include(CheckIPOSupported)
    check_ipo_supported(RESULT CG_LTO LANGUAGES C)
endif()
