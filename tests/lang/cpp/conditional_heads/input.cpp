#ifdef __cplusplus
extern "C" {
#endif
int shared(void);
#ifdef __cplusplus
}
#endif

#ifndef __cplusplus
typedef int bool;
#endif

#if HAS_BASE
class Item : public Base {
#else
class Item {
#endif
public:
    int get() const { return n_; }

private:
    int n_
#if HAS_INIT
        = 0
#endif
        ;
};

template <typename T
#ifdef WITH_SIZE
          , int N = 4
#endif
          >
struct Holder {
    T t;
};

int last(Item &i) { return i.get(); }
