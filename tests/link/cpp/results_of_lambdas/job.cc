#include "job.h"
void Queue::work()
{
    auto made = [] { return Job(); };
    made().run();
    auto written = [this]() -> Job & { return job_; };
    written().run();
    auto held = [this] { return shared_; };
    held()->run();
    auto called = [](bool stop) {
        if (stop)
            return next_job();
        return next_job();
    };
    called(true)->run();
    auto job = called(false);
    job->run();
}
void by_function(Queue &queue, std::function<Job *(int)> find)
{
    queue.maker_().run();
    find(1)->run();
    std::function<Job *()> local = [] { return next_job(); };
    local()->run();
}
void nested()
{
    auto outer = [] {
        auto inner = [] { return 1; };
        return Job();
    };
    outer().run();
}
