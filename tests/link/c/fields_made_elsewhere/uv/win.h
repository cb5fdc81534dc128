struct port {
    int number;
};
#define HANDLE_PRIVATE_FIELDS struct port iocp;
#define STREAM_PRIVATE_FIELDS int reads_pending;
