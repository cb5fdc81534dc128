#define LOG(text) write_log(text)
void write_log(const char *text);
const char *reason(int code);
int is_error(int code);
#define CHECK(code) do { if (is_error(code)) LOG(reason(is_error(code))); } while (0)
#define PLAIN(code) describe(reason(code))
void describe(const char *text);
