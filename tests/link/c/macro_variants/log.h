#ifdef LOG_TO_FILE
#define LOG(text) write_log(text)
#else
#define LOG(text) ((void)0)
#endif
void write_log(const char *text);
const char *reason(int code);
int is_error(int code);
#define CHECK(code) do { if (is_error(code)) LOG(reason(is_error(code))); } while (0)
#define PLAIN(code) describe(reason(code))
void describe(const char *text);
