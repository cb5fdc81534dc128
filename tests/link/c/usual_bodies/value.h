typedef struct value { int real; } value;
enum kind { KIND_CHECKED, KIND_PLAIN };
int check(value v);
int plain(value v);
#ifdef CHECK_VALUES
#define VALUE_KIND KIND_CHECKED
#define VALUE_OF(v) check(v)
typedef value *held;
#else
#define VALUE_KIND KIND_PLAIN
#define VALUE_OF(v) plain(v)
#define held value
#endif
