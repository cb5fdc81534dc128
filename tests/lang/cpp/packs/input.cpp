class Stream {
public:
    template <typename T> void put(T value)
    {
        add(value);
    }
    template <typename T, typename... Rest> void put(T value, Rest... rest)
    {
        add(value);
    }
    void log(const char *text);
    void log(const char *format, ...);

private:
    template <typename T> void add(T value);
};

// What takes any number of arguments gives way to what takes just these.
void write(Stream &to)
{
    to.put(1);
    to.put(1, 2);
    to.log("text");
    to.log("%d", 1);
}
