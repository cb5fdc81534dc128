class Before {
public:
    int get() { return n; }
    int n;
};

void broken(Before &b)
{
    b.get( = 3;
}

class Bad {
    int x y z;
    int kept;
};

class After {
public:
    int use(Before &b) { return b.get(); }
};
