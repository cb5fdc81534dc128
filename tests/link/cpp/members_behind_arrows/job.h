#pragma once
#include <memory>
#include <optional>
#include <vector>
struct Job {
    void reset();
    int get();
    int value();
    bool has_value();
    int *release();
    void swap(Job &other);
};
template <typename T> class Handle {
public:
    T *operator->() const;
    void reset();
    void close();
};
typedef std::shared_ptr<Job> JobPtr;
struct Queue {
    std::unique_ptr<Job> first_;
    std::vector<std::shared_ptr<Job>> all_;
    std::weak_ptr<Job> last_;
};
