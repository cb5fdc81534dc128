/* Each platform has fields of its own; the macros here are made of theirs. */
#if defined(_WIN32)
#include "uv/win.h"
#else
#include "uv/unix.h"
#endif
#define HANDLE_FIELDS \
    int type;         \
    HANDLE_PRIVATE_FIELDS
struct handle {
    HANDLE_FIELDS
};
struct stream {
    HANDLE_FIELDS
    STREAM_PRIVATE_FIELDS
    int last;
    UNKNOWN_FIELDS
};
