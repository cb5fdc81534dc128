LIB_EXTERN int LIB_CALL lib_open OF((const char *path, int mode));
LIB_API(const char *) lib_name(void);
STATIC_INLINE unsigned LIB_PURE lib_count(const struct list LIB_FAR *list) LIB_NOTHROW;

BEGIN_DECLS
struct LIB_PACKED list {
    int size LIB_ALIGNED(8);
    LIB_BIT(dirty);
};
END_DECLS

DECLARE_LIST(names)

static LIB_INLINE int
lib_size(const struct list LIB_FAR *list)
{
    return ((struct list LIB_FAR *)list)->size;
}

typedef void (LIB_CALLBACK *lib_hook)(int);

LIB_BEGIN_DECL

/** Not the return type of LIB_EXTERN. */
LIB_EXTERN(int) lib_first(struct list *list);
LIB_EXTERN(int) lib_second(void);
