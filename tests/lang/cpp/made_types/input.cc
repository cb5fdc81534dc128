struct base {};

#define CONCAT(a, b) CONCAT1(a, b)
#define CONCAT1(a, b) a##b
#define CASE(base, name)                                    \
    class CONCAT(Case_, name) : public base {               \
    public:                                                 \
        void run();                                         \
        static void run_it() {                              \
            CONCAT(Case_, name) t;                          \
            if (LIMIT) { t.run(); }                         \
        }                                                   \
    private:                                                \
        enum class state : char { idle, busy = 2 };         \
        enum { LIMIT = 3 };                                 \
        union { int number; const base *held; };            \
        struct { int a, b; } pair, *other;                  \
        class inner { int depth; int get() { return 1; } }; \
        using parent = base;                                \
    };                                                      \
    bool CONCAT(known_, name) = add(&CONCAT(Case_, name)::run_it); \
    void CONCAT(Case_, name)::run()

CASE(base, empty)
{
    number = LIMIT;
    held = nullptr;
    run_it();
}

#define RECORD(name) typedef struct name##_s { int key; } name
RECORD(row);
int key_of(row *r, struct row_s *s) { return r->key + s->key + sizeof(Case_empty); }

/* What a label says holds for what is written behind the use, too. */
struct shown {
#define HIDDEN(T) private: T(const T &); int hidden_; T *next() { return this; }
    HIDDEN(shown)
    int hidden_too;
};

#define LEVELS(name) enum name { name##_first, name##_last }
LEVELS(level);
level first_level() { return level_first; }

/* Functions, though the word for a type stands in front of them. */
#define MAKER(T) struct T *make_##T(int n) { struct T *made = 0; return made; }
MAKER(row_s)
#define GIVER(T) struct T give_##T() { return struct T{1}; }
GIVER(row_s)

#define SAME(T) typedef struct T { int first; } T
SAME(same);
#define OPAQUE(T) typedef struct T T
OPAQUE(opaque);
opaque *open(same *s) { return s->first ? 0 : 0; }
