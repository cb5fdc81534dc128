# SPDX-License-Identifier: Apache-2.0
#
# cg_module() and cg_program(): one static library per folder of src/, in the order of the module
# table. A module without a .c file yet is skipped, and so are links to it.

include_guard(GLOBAL)

# Adds the foreign libraries `ARGN` to `target`, with `scope`: CMake targets by name, all else through pkg-config.
function(cg_link_foreign target scope)
    foreach(lib IN LISTS ARGN)
        if(NOT TARGET ${lib})
            if(NOT TARGET PkgConfig::${lib})
                pkg_check_modules(${lib} REQUIRED QUIET IMPORTED_TARGET GLOBAL ${lib})
            endif()
            set(lib PkgConfig::${lib})
        endif()
        target_link_libraries(${target} ${scope} ${lib})
    endforeach()
endfunction()

# What every target of ours shares.
function(cg_own_target target)
    target_link_libraries(${target} PRIVATE cg_flags)
    target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR}/include)
    if(CG_LTO)
        set_target_properties(${target} PROPERTIES INTERPROCEDURAL_OPTIMIZATION ON)
    endif()
endfunction()

function(cg_link_modules target scope)
    foreach(dep IN LISTS ARGN)
        if(TARGET cg_${dep})
            target_link_libraries(${target} ${scope} cg_${dep})
        endif()
    endforeach()
endfunction()

# The library behind both kinds: `sources` may be empty.
function(cg_add_library name sources deps libs)
    set_property(GLOBAL APPEND PROPERTY CG_MODULES ${name})
    set_property(GLOBAL PROPERTY CG_DEPS_${name} ${deps})
    set_property(GLOBAL PROPERTY CG_LIBS_${name} ${libs})
    if(NOT sources)
        return()
    endif()
    add_library(cg_${name} STATIC ${sources})
    cg_own_target(cg_${name})
    target_include_directories(cg_${name} PRIVATE ${PROJECT_SOURCE_DIR}/src/${name})
    cg_link_modules(cg_${name} PUBLIC ${deps})
    cg_link_foreign(cg_${name} PRIVATE ${libs})
    set_property(GLOBAL APPEND PROPERTY CG_BUILT_MODULES ${name})
endfunction()

# cg_module(NAME [DEPS module…] [LIBS foreign…]): `base` is a dependency of all others.
function(cg_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "DEPS;LIBS")
    if(NOT name STREQUAL "base")
        list(PREPEND arg_DEPS base)
    endif()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${name}/*.c)
    cg_add_library(${name} "${sources}" "${arg_DEPS}" "${arg_LIBS}")
endfunction()

# cg_program(EXECUTABLE MODULE folder …): src/<folder>/main.c is the executable, the other files a
# library that unit tests can link.
function(cg_program exe)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODULE" "DEPS;LIBS")
    list(PREPEND arg_DEPS base)
    set(main ${PROJECT_SOURCE_DIR}/src/${arg_MODULE}/main.c)
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${arg_MODULE}/*.c)
    set(has_main FALSE)
    if(main IN_LIST sources)
        set(has_main TRUE)
        list(REMOVE_ITEM sources ${main})
    endif()
    cg_add_library(${arg_MODULE} "${sources}" "${arg_DEPS}" "${arg_LIBS}")
    if(NOT has_main)
        return()
    endif()
    add_executable(${exe} ${main})
    cg_own_target(${exe})
    target_include_directories(${exe} PRIVATE ${PROJECT_SOURCE_DIR}/src/${arg_MODULE})
    cg_link_modules(${exe} PRIVATE ${arg_MODULE} ${arg_DEPS})
    cg_link_foreign(${exe} PRIVATE ${arg_LIBS})
    set_property(GLOBAL APPEND PROPERTY CG_PROGRAMS ${exe})
endfunction()
