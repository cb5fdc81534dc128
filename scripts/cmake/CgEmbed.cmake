# SPDX-License-Identifier: Apache-2.0
#
# cg_embed(ARRAY MODULE m HEADER h GLOB pattern)
#
# Compiles text files into module `m`: an array of cg_embedded {name, text, len}, the name being the
# file's without its extension, sorted; it ends with an entry whose name is NULL. `h` declares the
# type, ARRAY and ARRAY_count.

# cg_embed_binary(SYMBOL MODULE m FILE path)
#
# The bytes of one file in module `m`'s read-only memory, from SYMBOL up to SYMBOL_end, the first at a multiple of 64.
# The assembler copies them: a C array of that size would take a compiler minutes.

include_guard(GLOBAL)

function(cg_embed_binary symbol)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODULE;FILE" "")
    if(NOT TARGET cg_${arg_MODULE})
        return()
    endif()
    set(file ${PROJECT_SOURCE_DIR}/${arg_FILE})
    set(text "/* Generated; do not edit. */\n    .section .rodata\n    .balign 64\n")
    foreach(name IN ITEMS ${symbol} ${symbol}_end)
        string(APPEND text "    .global ${name}\n    .hidden ${name}\n")
    endforeach()
    string(APPEND text "${symbol}:\n    .incbin \"${file}\"\n${symbol}_end:\n    .byte 0\n")
    string(APPEND text "    .section .note.GNU-stack, \"\", %progbits\n")
    set(out ${PROJECT_BINARY_DIR}/generated/${symbol}.S)
    file(CONFIGURE OUTPUT ${out} CONTENT "${text}" @ONLY)
    set_source_files_properties(${out} PROPERTIES OBJECT_DEPENDS ${file})
    target_sources(cg_${arg_MODULE} PRIVATE ${out})
endfunction()

function(cg_embed array)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODULE;HEADER;GLOB" "")
    if(NOT TARGET cg_${arg_MODULE})
        return()
    endif()
    file(GLOB files CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${arg_GLOB})
    list(SORT files)
    set(texts "")
    set(entries "")
    foreach(file IN LISTS files)
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
        cmake_path(GET file STEM name)
        file(READ ${file} hex HEX)
        string(LENGTH "${hex}" digits)
        math(EXPR bytes "${digits} / 2")
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
        string(REGEX REPLACE "(.....................................................................................)" "\\1\n    " hex "${hex}")
        string(APPEND texts "static const unsigned char text_${name}[] = {\n    ${hex}0};\n")
        string(APPEND entries "    {\"${name}\", text_${name}, ${bytes}},\n")
    endforeach()
    list(LENGTH files count)
    set(text "/* Generated from the files' contents; do not edit. */\n#include <stddef.h>\n\n")
    string(APPEND text "#include \"${arg_HEADER}\"\n\n${texts}\n")
    string(APPEND text "const cg_embedded ${array}[] = {\n${entries}    {NULL, NULL, 0},\n};\n")
    string(APPEND text "const size_t ${array}_count = ${count};\n")
    set(out ${PROJECT_BINARY_DIR}/generated/${array}.c)
    file(CONFIGURE OUTPUT ${out} CONTENT "${text}" @ONLY)
    target_sources(cg_${arg_MODULE} PRIVATE ${out})
endfunction()
