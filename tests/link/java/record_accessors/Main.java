class Main {
    void run(Placed placed, Event event) {
        placed.at();
        placed.name();
        placed.count();
        placed.count(3);
        event.at();
    }
}
