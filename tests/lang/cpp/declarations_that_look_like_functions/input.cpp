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
