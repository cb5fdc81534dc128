int size(int n);
int size(const char *text);
int size(int a, int b);

int size(int n) { return n; }
int size(const char *text) { return text[0]; }

class Printer {
public:
    void print(int n);
    void print(double d);
    void print(const char *text, int width = 0);
    int &at(int i);
    const int &at(int i) const;
    int at(int i) volatile;
};

void use(Printer &p)
{
    size(1, 2);
    size(3);
    p.print("x", 1);
    p.print("x");
    p.at(1);
}
