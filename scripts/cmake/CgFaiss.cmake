# SPDX-License-Identifier: Apache-2.0
#
# cg_faiss: FAISS with its C interface and our shim, a shared library that scripts/faiss builds once for
# all presets. Of the two in build/faiss/lib the dynamic linker takes the one that suits the processor
# (glibc-hwcaps); an installed program looks for them in lib/codegraph, beside its own folder.

include_guard(GLOBAL)

set(CG_FAISS_DIR ${PROJECT_SOURCE_DIR}/build/faiss)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/scripts/faiss ${PROJECT_SOURCE_DIR}/src/vector/faiss_shim.cpp
    ${PROJECT_SOURCE_DIR}/src/vector/faiss_shim.h)
message(STATUS "FAISS: scripts/faiss")
execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/faiss
    RESULT_VARIABLE rc OUTPUT_VARIABLE text ERROR_VARIABLE text)
if(NOT rc EQUAL 0)
    message(FATAL_ERROR "scripts/faiss failed:\n${text}")
endif()

add_library(cg_faiss SHARED IMPORTED GLOBAL)
set_target_properties(cg_faiss PROPERTIES
    IMPORTED_LOCATION ${CG_FAISS_DIR}/lib/libcgfaiss.so
    IMPORTED_SONAME libcgfaiss.so
    INTERFACE_INCLUDE_DIRECTORIES ${CG_FAISS_DIR}/include)

set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}/codegraph")
install(DIRECTORY ${CG_FAISS_DIR}/lib/ DESTINATION ${CMAKE_INSTALL_LIBDIR}/codegraph
    USE_SOURCE_PERMISSIONS)
