namespace log {
struct Line { void add(int n); Line *next; };
Line &begin(int level);
}
namespace other { void begin(int level); }
int level;

#define LOG(n) log::begin(n).add(::level)
#define AS_LINE(p) (static_cast<log::Line *>(p))
#define NEXT(p) (((log::Line *)(p))->next)

struct Worker {
    void run() { LOG(1); }
    void *step(void *p) { return NEXT(p); }
};
