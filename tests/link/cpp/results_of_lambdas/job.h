#pragma once
#include <functional>
#include <memory>
struct Job { void run(); };
Job *next_job();
struct Queue {
    Job job_;
    std::function<Job &()> maker_;
    std::shared_ptr<Job> shared_;
    void work();
};
