enum class Color : unsigned char { Red, Green = 2 };
enum Plain { kOne, kTwo = kOne };
enum struct Level;

class Machine {
public:
    enum State { kIdle, kBusy };
    enum class Mode { Fast };
    State next() { return state_ == kIdle ? kBusy : kIdle; }

private:
    State state_;
    Mode mode_ = Mode::Fast;
};

int use(Color c, Machine &m)
{
    switch (c) {
    case Color::Red:
        return kOne;
    default:
        return m.next() == Machine::kBusy ? kTwo : Plain::kOne;
    }
}

enum { FALSE, TRUE };
bool is_small(int n, int strict)
{
    return strict == TRUE ? n < 8 : is_small(n, TRUE) || false;
}
