struct Job {
    void run();
    void sort();
};
