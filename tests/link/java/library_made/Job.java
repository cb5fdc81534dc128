class Job {
    int rank() { return 0; }
    Job next() { return null; }
}
