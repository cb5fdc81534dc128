class Lock {
public:
    Lock(int &mutex);
    Lock(int a, int b);
    void release();
};

int now();

struct Guarded {
    int mutex_;
    void work()
    {
        Lock lock(mutex_);
        Lock two(mutex_, now());
        Lock none();
        lock.release();
    }
};

/* References are made of one value, which may look like a parameter. */
void refers(Store &store, Key key)
{
    const Value &value(store.values[key]);
    const Value &found(store.find(key)), &other(value);
    Store &same(*store.self);
    static Value &made(int size);
    use(value, found, same, made);
}

/* So may elements and products. */
void makes(int count, int size)
{
    Place place(parts[0], number(parts[1]), count * size);
    Area area(count * size);
    place.fill(area);
}

/* Outside of functions only names that look constant are. */
namespace io {
Place load(FILE * F);
Place fill(TABLE[3]);
Place at(LIMIT);
}

/* What is declared there is outside, and made there. */
int borrows(Store &store)
{
    extern Lock lent(Mutex * mutex);
    extern Lock other(Mutex);
    extern Lock made;
    return other(store);
}
