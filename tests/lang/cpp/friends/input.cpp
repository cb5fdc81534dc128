namespace n {

class Other;

class Box {
    friend class Other;
    friend void peek(Box &box);
    friend bool operator==(const Box &a, const Box &b) { return a.value == b.value; }
    template <typename T> friend class Wrapper;
    int value;
};

void peek(Box &box) { box.value = 1; }

}
