extern "C" {
int c_call(int);
typedef struct handle handle;
}
extern "C" int one(void);
extern "C" void callback(int n) { c_call(n); }
extern int shared;
static int local_only = 1;
thread_local int per_thread;
inline constexpr int kAnswer = 42;

int use() { return one() + shared + local_only + kAnswer; }
