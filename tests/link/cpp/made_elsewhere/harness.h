#define CAT(a, b) CAT_(a, b)
#define CAT_(a, b) a##b
#define TEST(base, name)                    \
    class CAT(Case_, name) : public base {  \
    public:                                 \
        void Run();                         \
        static void RunIt()                 \
        {                                   \
            CAT(Case_, name) t;             \
            t.Run();                        \
        }                                   \
    };                                      \
    bool CAT(known_, name) =                \
        reg(#base, &CAT(Case_, name)::RunIt); \
    void CAT(Case_, name)::Run()
bool reg(const char *base, void (*run)());

#define REGISTER(name) namespace registered { struct name##_entry { int id() { return 1; } }; }
