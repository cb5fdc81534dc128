/*
 * The library.
 */

/**
 * Opens it.
 *
 * @param path where
 */
int open(const char *path);

// Two lines
// of text.
int close(int fd);

/* Apart. */

int lonely;

int width;  /* in pixels */
int height; //!< in pixels too

struct s {
    /** first */
    int a;
    int b; /**< second */
    // third
    int c, d;
};

/** A limit. */
#define LIMIT 3
