// SPDX-License-Identifier: Apache-2.0
// mask, macros: what is known of macros: those of the common platform, Linux on 64 bits with gcc, and
// those that the file has defined so far. What a build may define is a guess: it does not.
#include "if.h"

typedef struct known_macro {
    const char *name;
    bool defined;
    bool has_number; /* else nobody knows what it stands for */
    uint64_t number;
    bool guessed; /* what it stands for */
} known_macro;

#define YES(name, number)                                                                          \
    {                                                                                              \
        name, true, true, number, false                                                            \
    }
#define SOME(name)                                                                                 \
    {                                                                                              \
        name, true, false, 0, false                                                                \
    }
/* Of a compiler of today: other ones have other numbers. */
#define NOW(name, number)                                                                          \
    {                                                                                              \
        name, true, true, number, true                                                             \
    }
#define NO(name)                                                                                   \
    {                                                                                              \
        name, false, false, 0, false                                                               \
    }

static const known_macro known[] = {
    YES("__linux__", 1),
    YES("__linux", 1),
    YES("linux", 1),
    YES("__gnu_linux__", 1),
    YES("__unix__", 1),
    YES("__unix", 1),
    YES("unix", 1),
    YES("__ELF__", 1),
    YES("__LP64__", 1),
    YES("_LP64", 1),
    YES("__x86_64__", 1),
    YES("__x86_64", 1),
    YES("__amd64__", 1),
    NOW("__GNUC__", 12),
    NOW("__GNUC_MINOR__", 2),
    NOW("__GLIBC__", 2),
    NOW("__GLIBC_MINOR__", 36),
    YES("__STDC__", 1),
    YES("__STDC_HOSTED__", 1),
    SOME("__VERSION__"),
    YES("__SSE2__", 1),
    YES("__CHAR_BIT__", 8),
    YES("__INT_MAX__", INT32_MAX),
    YES("__LONG_MAX__", INT64_MAX),
    YES("__LONG_LONG_MAX__", INT64_MAX),
    YES("__SIZE_MAX__", UINT64_MAX),
    YES("__WORDSIZE", 64),
    YES("__SIZEOF_FLOAT__", 4),
    YES("__SIZEOF_DOUBLE__", 8),
    YES("__SIZEOF_WCHAR_T__", 4),
    YES("__SIZEOF_SHORT__", 2),
    YES("__SIZEOF_INT__", 4),
    YES("__SIZEOF_LONG__", 8),
    YES("__SIZEOF_LONG_LONG__", 8),
    YES("__SIZEOF_POINTER__", 8),
    YES("__SIZEOF_SIZE_T__", 8),
    YES("__SIZEOF_INT128__", 16),
    YES("__ORDER_LITTLE_ENDIAN__", 1234),
    YES("__ORDER_BIG_ENDIAN__", 4321),
    YES("__BYTE_ORDER__", 1234),
    YES("CHAR_BIT", 8),
    YES("UCHAR_MAX", 0xff),
    YES("SHRT_MAX", 0x7fff),
    YES("USHRT_MAX", 0xffff),
    YES("INT_MAX", 0x7fffffff),
    YES("UINT_MAX", 0xffffffff),
    YES("LONG_MAX", INT64_MAX),
    YES("ULONG_MAX", UINT64_MAX),
    YES("LLONG_MAX", INT64_MAX),
    YES("ULLONG_MAX", UINT64_MAX),
    YES("SIZE_MAX", UINT64_MAX),
    YES("SSIZE_MAX", INT64_MAX),
    YES("INT8_MAX", INT8_MAX),
    YES("UINT8_MAX", UINT8_MAX),
    YES("INT16_MAX", INT16_MAX),
    YES("UINT16_MAX", UINT16_MAX),
    YES("INT32_MAX", INT32_MAX),
    YES("UINT32_MAX", UINT32_MAX),
    YES("INT64_MAX", INT64_MAX),
    YES("UINT64_MAX", UINT64_MAX),
    YES("INTPTR_MAX", INT64_MAX),
    YES("UINTPTR_MAX", UINT64_MAX),
    YES("PTRDIFF_MAX", INT64_MAX),
    YES("INTMAX_MAX", INT64_MAX),
    YES("UINTMAX_MAX", UINT64_MAX),
    SOME("NULL"),
    SOME("EOF"),
    SOME("O_CLOEXEC"),
    SOME("O_NONBLOCK"),
    SOME("O_NOFOLLOW"),
    SOME("O_DIRECTORY"),
    SOME("O_SYNC"),
    SOME("O_DSYNC"),
    SOME("FD_CLOEXEC"),
    SOME("F_DUPFD_CLOEXEC"),
    SOME("F_GETFL"),
    SOME("F_SETFD"),
    SOME("F_SETLK"),
    SOME("AT_FDCWD"),
    SOME("PATH_MAX"),
    SOME("NAME_MAX"),
    SOME("S_ISLNK"),
    SOME("S_ISSOCK"),
    SOME("S_ISFIFO"),
    SOME("S_IFLNK"),
    SOME("S_IFSOCK"),
    SOME("CLOCK_MONOTONIC"),
    SOME("CLOCK_REALTIME"),
    SOME("CLOCK_PROCESS_CPUTIME_ID"),
    SOME("CLOCKS_PER_SEC"),
    SOME("TIME_UTC"),
    SOME("TIMER_ABSTIME"),
    SOME("SIGPIPE"),
    SOME("SIGCHLD"),
    SOME("SIGHUP"),
    SOME("SIGBUS"),
    SOME("SIGWINCH"),
    SOME("SIGUSR1"),
    SOME("SA_RESTART"),
    SOME("SA_SIGINFO"),
    SOME("MAP_ANONYMOUS"),
    SOME("MAP_ANON"),
    SOME("MADV_DONTNEED"),
    SOME("AF_UNIX"),
    SOME("AF_LOCAL"),
    SOME("AF_INET6"),
    SOME("PF_UNIX"),
    SOME("SOCK_CLOEXEC"),
    SOME("SOCK_NONBLOCK"),
    SOME("SO_REUSEADDR"),
    SOME("SO_REUSEPORT"),
    SOME("SO_KEEPALIVE"),
    SOME("MSG_NOSIGNAL"),
    SOME("MSG_DONTWAIT"),
    SOME("TCP_NODELAY"),
    SOME("IPV6_V6ONLY"),
    SOME("IPPROTO_IPV6"),
    SOME("SHUT_RDWR"),
    SOME("AI_ADDRCONFIG"),
    SOME("NI_MAXHOST"),
    SOME("_SC_NPROCESSORS_ONLN"),
    SOME("_SC_PAGESIZE"),
    SOME("_SC_OPEN_MAX"),
    SOME("PTHREAD_MUTEX_INITIALIZER"),
    SOME("RTLD_NOW"),
    SOME("RTLD_GLOBAL"),
    SOME("ENOTSUP"),
    SOME("EWOULDBLOCK"),
    SOME("EAGAIN"),
    SOME("EINTR"),
    SOME("EOVERFLOW"),
    SOME("EILSEQ"),
    SOME("ENOSYS"),
    SOME("M_PI"),
    SOME("INFINITY"),
    SOME("NAN"),
    SOME("HUGE_VAL"),
    SOME("va_copy"),
    SOME("offsetof"),
    SOME("errno"),
    SOME("stdin"),
    SOME("stdout"),
    SOME("stderr"),
    SOME("SEEK_SET"),
    SOME("BUFSIZ"),
    SOME("RAND_MAX"),
    SOME("EXIT_SUCCESS"),
    SOME("LC_ALL"),
    SOME("LC_MESSAGES"),
    SOME("INT64_C"),
    SOME("UINT64_C"),
    SOME("PRId64"),
    SOME("PRIu64"),
    SOME("__has_include"),
    SOME("__has_attribute"),
    SOME("__has_builtin"),
    SOME("__has_feature"),
    SOME("__has_cpp_attribute"),
    SOME("__has_extension"),
    NO("_WIN32"),
    NO("WIN32"),
    NO("__WIN32__"),
    NO("_WIN64"),
    NO("WIN64"),
    NO("_WINDOWS"),
    NO("_MSC_VER"),
    NO("__BORLANDC__"),
    NO("__TURBOC__"),
    NO("__WATCOMC__"),
    NO("__APPLE__"),
    NO("__MACH__"),
    NO("TARGET_OS_MAC"),
    NO("TARGET_OS_IPHONE"),
    NO("macintosh"),
    NO("MACOS"),
    NO("MSDOS"),
    NO("__MSDOS__"),
    NO("_MSDOS"),
    NO("VMS"),
    NO("__VMS"),
    NO("OS2"),
    NO("__OS2__"),
    NO("AMIGA"),
    NO("ATARI"),
    NO("__SUNPRO_C"),
    NO("__SUNPRO_CC"),
    NO("__sun"),
    NO("__DJGPP__"),
    NO("_WIN32_WCE"),
    NO("WINCE"),
    NO("UNDER_CE"),
    NO("__MINGW32__"),
    NO("__MINGW64__"),
    NO("__CYGWIN__"),
    NO("__hpux"),
    NO("_AIX"),
    NO("__sgi"),
    NO("NETWARE"),
    NO("__FreeBSD__"),
    NO("__OpenBSD__"),
    NO("__NetBSD__"),
    NO("__DragonFly__"),
    NO("__ANDROID__"),
    NO("__EMSCRIPTEN__"),
    NO("__wasm__"),
    NO("__HAIKU__"),
    NO("__QNX__"),
    NO("__SYMBIAN32__"),
    NO("__IBMC__"),
    NO("__xlC__"),
    NO("__CC_ARM"),
    NO("__TINYC__"),
    NO("__CUDACC__"),
    NO("__OBJC__"),
    NO("__OS400__"),
    NO("__PASE__"),
    NO("__MVS__"),
    NO("__VXWORKS__"),
    NO("__NOVELL_LIBC__"),
    NO("__riscos__"),
    NO("__BEOS__"),
    NO("__minix"),
    NO("__NuttX__"),
    NO("__AMIGA__"),
    NO("__amigaos4__"),
    NO("__MORPHOS__"),
    NO("__VMS__"),
    NO("__DECC"),
    NO("__arm__"),
    NO("__arm"),
    NO("__ARM_ARCH"),
    NO("__ARM_NEON"),
    NO("__ARM_NEON__"),
    NO("__ARM_FEATURE_CRC32"),
    NO("__aarch64__"),
    NO("__i386__"),
    NO("__i386"),
    NO("i386"),
    NO("__powerpc__"),
    NO("__powerpc64__"),
    NO("__POWERPC__"),
    NO("__ppc__"),
    NO("__PPC__"),
    NO("__mips__"),
    NO("__mips"),
    NO("__riscv"),
    NO("__s390__"),
    NO("__s390x__"),
    NO("__sparc__"),
    NO("__ia64__"),
    NO("__alpha__"),
    NO("__hppa__"),
    NO("__loongarch__"),
    NO("_M_IX86"),
    NO("_M_X64"),
    NO("_M_AMD64"),
    NO("_M_ARM"),
    NO("_M_ARM64"),
    NO("__ICC"),
    NO("__INTEL_COMPILER"),
    NO("__PGI"),
    NO("__NVCC__"),
    NO("__HP_cc"),
    NO("__IAR_SYSTEMS_ICC__"),
    NO("__ARMCC_VERSION"),
    NO("__POCC__"),
    NO("__LCC__"),
    NO("__DMC__"),
    NO("__WATCOM_CPLUSPLUS__"),
    NO("O_BINARY"),
    NO("SO_NOSIGPIPE"),
    NO("SIGINFO"),
    NO("SIGEMT"),
};
#undef YES
#undef SOME
#undef NOW
#undef NO

/** One of the words between underscores. */
static bool has_word(cg_str name, const char *const *words, size_t count)
{
    while (name.len > 0) {
        ptrdiff_t end = cg_str_find(name, '_');
        cg_str word = cg_str_slice(name, 0, end < 0 ? name.len : (size_t)end);
        for (size_t i = 0; word.len > 0 && i < count; i++)
            if (cg_str_eq(word, cg_str_from(words[i])))
                return true;
        name = cg_str_slice(name, CG_MIN(word.len + 1, name.len), name.len);
    }
    return false;
}

/** Nobody knows what a build finds on its machine: HAVE_ZLIB, LIB_HAVE_FUTEX. */
static bool is_probed(cg_str name)
{
    static const char *const words[] = {"HAVE"};
    return cg_str_starts(name, CG_STR("HAS_")) || has_word(name, words, CG_ARRAY_LEN(words));
}

/** What a header has for those who define this before they include it: some file does. */
static bool is_asked_for(cg_str name)
{
    return cg_str_ends(name, CG_STR("_IMPLEMENTATION")) ||
           cg_str_ends(name, CG_STR("_STATIC_LINKING_ONLY"));
}

/* Other platforms and processors, and what builds have only for a while. */
static const char *const unlikely_words[] = {
    "WIN32",   "WIN64",   "WINDOWS", "WINNT",      "WINRT",        "WINCE",    "MSVC",
    "MINGW",   "MINGW32", "CYGWIN",  "APPLE",      "MACOS",        "MACOSX",   "OSX",
    "DARWIN",  "IOS",     "IPHONE",  "ANDROID",    "BSD",          "FREEBSD",  "OPENBSD",
    "NETBSD",  "SOLARIS", "AIX",     "HPUX",       "VMS",          "OS2",      "AMIGA",
    "HAIKU",   "MSDOS",   "SYMBIAN", "EMSCRIPTEN", "WASM",         "ARM",      "ARM64",
    "AARCH64", "NEON",    "SVE",     "PPC",        "PPC64",        "POWERPC",  "ALTIVEC",
    "MIPS",    "RISCV",   "SPARC",   "S390X",      "EXPERIMENTAL", "SANITIZE", "SANITIZER",
    "ASAN",    "MSAN",    "TSAN",    "UBSAN",      "FUZZING",
};

/** GIT_WIN32, PUSH_DEBUG: a word of the name says that a build of the common platform has no such macro. */
static bool is_unlikely(cg_str name)
{
    if (cg_str_eq(name, CG_STR("NDEBUG")))
        return false;
    if (memmem(name.ptr, name.len, "DEBUG", 5) != NULL)
        return true;
    return has_word(name, unlikely_words, CG_ARRAY_LEN(unlikely_words));
}

/** LIB_PLATFORM_POSIX, OS_LINUX: a build of the common platform says so. */
static bool is_likely(cg_str name)
{
    static const char *const ends[] = {"_LINUX", "_POSIX",   "_UNIX",
                                       "_EPOLL", "_THREADS", "_PTHREADS"};
    static const char *const denials[] = {"NO", "NOT", "DISABLE", "DISABLED", "WITHOUT", "USE"};
    for (size_t i = 0; i < CG_ARRAY_LEN(ends); i++)
        if (cg_str_ends(name, cg_str_from(ends[i])))
            return !has_word(name, denials, CG_ARRAY_LEN(denials));
    return false;
}

/** JSON_HAS_CPP_14: by the value of __cplusplus, in a file that all others include. */
static bool says_standard(cg_str name)
{
    static const char *const ends[] = {"CPP_11", "CPP_14", "CPP_17", "CPP11", "CPP14",
                                       "CPP17",  "CXX11",  "CXX14",  "CXX17"};
    for (size_t i = 0; i < CG_ARRAY_LEN(ends); i++)
        if (cg_str_ends(name, cg_str_from(ends[i])))
            return true;
    return false;
}

static macro_entry known_entry(const mask *m, cg_str name, uint64_t hash)
{
    if (cg_str_eq(name, CG_STR("__cplusplus")) || cg_str_eq(name, CG_STR("__STDC_VERSION__"))) {
        bool cplusplus = name.ptr[2] == 'c';
        return (macro_entry){.hash = hash,
                             .defined = cplusplus == m->cpp,
                             .sure = IF_SURE,
                             .number = cplusplus ? 201703 : 201710,
                             .number_sure = IF_GUESSED};
    }
    for (size_t i = 0; i < CG_ARRAY_LEN(known); i++)
        if (known[i].name[0] == name.ptr[0] && strlen(known[i].name) == name.len &&
            memcmp(known[i].name, name.ptr, name.len) == 0)
            return (macro_entry){.hash = hash,
                                 .defined = known[i].defined,
                                 .sure = IF_SURE,
                                 .number = known[i].number,
                                 .number_sure = !known[i].has_number ? IF_OPEN
                                                : known[i].guessed   ? IF_LIKELY
                                                                     : IF_SURE};
    if (m->cpp && mask_is_feature(name)) {
        uint32_t number = mask_feature(name);
        return (macro_entry){.hash = hash,
                             .defined = number != 0,
                             .sure = IF_GUESSED,
                             .number = number,
                             .number_sure = IF_GUESSED};
    }
    if (m->cpp && says_standard(name))
        return (macro_entry){.hash = hash, .defined = true, .sure = IF_GUESSED};
    if (is_unlikely(name))
        return (macro_entry){.hash = hash, .sure = IF_LIKELY};
    if (is_likely(name))
        return (macro_entry){.hash = hash, .defined = true, .sure = IF_GUESSED};
    return (macro_entry){.hash = hash,
                         .sure = is_probed(name) || is_asked_for(name) ? IF_OPEN : IF_GUESSED};
}

/* ---- the table ---- */

void macros_init(macro_table *t, size_t names)
{
    size_t slots = 64;
    while (slots < names * 2)
        slots *= 2;
    t->slots = cg_alloc_array(slots, sizeof *t->slots);
    t->mask = (uint32_t)slots - 1;
}

void macros_fini(macro_table *t)
{
    cg_free(t->slots);
}

static uint64_t hash_of(cg_str name)
{
    uint64_t hash = cg_hash64(name.ptr, name.len, 0);
    return hash ? hash : 1;
}

static macro_entry *slot_of(macro_table *t, uint64_t hash)
{
    uint32_t i = (uint32_t)(hash >> 32) & t->mask;
    while (t->slots[i].hash != 0 && t->slots[i].hash != hash)
        i = (i + 1) & t->mask;
    return &t->slots[i];
}

macro_entry macros_get(const mask *m, macro_table *t, cg_str name)
{
    uint64_t hash = hash_of(name);
    const macro_entry *e = slot_of(t, hash);
    return e->hash ? *e : known_entry(m, name, hash);
}

macro_entry *macros_set(const mask *m, macro_table *t, cg_str name, macro_entry to,
                        if_sureness sure, bool active)
{
    uint64_t hash = hash_of(name);
    macro_entry *e = slot_of(t, hash);
    if (e->hash == 0)
        *e = known_entry(m, name, hash);
    e->stated = to.stated = true;
    if (!active && sure == IF_SURE)
        return e;  /* nobody reads it */
    if (!active) { /* it may be so: what was sure is not any more */
        e->sure = CG_MIN(e->sure, (uint8_t)IF_GUESSED);
        e->number_sure = CG_MIN(e->number_sure, (uint8_t)IF_GUESSED);
        return e;
    }
    to.hash = hash;
    to.sure = (uint8_t)sure;
    *e = to;
    return e;
}
