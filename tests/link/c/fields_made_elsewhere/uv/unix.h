struct queue {
    int length;
};
#define HANDLE_PRIVATE_FIELDS \
    struct queue pending;     \
    int fd;
#define STREAM_PRIVATE_FIELDS int delayed_error;
#define LIMIT 10
