#define SH_MAKE_PREFIX(a) CppConcat(a,_)
#define SH_MAKE_NAME(name) SH_MAKE_NAME_(SH_MAKE_PREFIX(SH_PREFIX),name)
#define SH_MAKE_NAME_(a,b) CppConcat(a,b)
#define SH_CREATE SH_MAKE_NAME(create)
#define SH_HASH SH_MAKE_NAME(hash)
int SH_HASH(SH_ELEMENT e) { return e; }
int SH_CREATE(int size) { return SH_HASH(size); }
#undef SH_PREFIX
