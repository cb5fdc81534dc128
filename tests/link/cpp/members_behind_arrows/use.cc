#include "job.h"
void pointee(std::shared_ptr<Job> p, std::unique_ptr<Job> &u, std::optional<Job> &o, JobPtr q)
{
    p->reset();
    u->release();
    u->get();
    o->value();
    o->has_value();
    q->get();
}
void members(Queue &queue, Job &job)
{
    queue.first_->swap(job);
    queue.all_[0]->reset();
    queue.last_.lock()->get();
    for (auto &one : queue.all_)
        one->value();
    auto made = std::make_unique<Job>();
    made->reset();
}
void own_ones(std::shared_ptr<Job> p, std::unique_ptr<Job> &u, std::optional<Job> &o, std::shared_ptr<Job> *pp)
{
    p.reset();
    u.release();
    o.has_value();
    pp->reset();
}
void behind_own(std::shared_ptr<Job> p, std::optional<Job> &o)
{
    p.get()->get();
    o.value().value();
    (*p).reset();
}
void handle(Handle<Job> h, Handle<Job> *p)
{
    h->reset();
    h.close();
    p->reset();
}
