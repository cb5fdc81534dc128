namespace shapes {
class Shape {
public:
    virtual double area() const = 0;
    virtual void draw(int depth) {}
    void name();

protected:
    int id;
};
}

template <class T> class Tagged {
public:
    T tag() { return tag_; }

private:
    T tag_;
};

class Square final : public shapes::Shape, private virtual Tagged<int> {
public:
    double area() const override { return side * side; }
    void draw(int depth) final
    {
        Shape::draw(depth);
        name();
        id = tag();
    }

private:
    double side;
};

struct Deep : Square {
    int get() { return id; }
};
