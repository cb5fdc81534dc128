// What the standard library gives of what it holds and is passed, as its headers say.
#include <algorithm>
#include <forward_list>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "job.h"

void containers(std::vector<Job> jobs, std::forward_list<Job> list, std::unordered_map<int, Job> map)
{
    jobs.shrink_to_fit();
    list.emplace_after(list.before_begin())->run();
    list.emplace_front().run();
    map.emplace_hint(map.begin(), 1, Job())->second.run();
    list.sort();
}

void functions(std::vector<Job> jobs, Job one, Job two)
{
    std::exchange(one, two).run();
    std::clamp(one, two, two).run();
    std::unique(jobs.begin(), jobs.end())->run();
    std::partition_point(jobs.begin(), jobs.end(), [](const Job &) { return true; })->run();
    std::find_first_of(jobs.begin(), jobs.end(), jobs.begin(), jobs.end())->run();
    std::crbegin(jobs)->run();
}

void pointers(std::shared_ptr<const Job> job)
{
    std::const_pointer_cast<Job>(job)->run();
}
