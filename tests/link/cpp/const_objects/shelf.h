#pragma once
#include <memory>
#include <optional>
#include <vector>
class Book {
public:
    int &page();
    int page() const;
};
class Shelf {
    std::unique_ptr<Book> first_;
    std::vector<Book> all_;
    std::vector<Book *> lent_;
    std::vector<std::unique_ptr<Book>> kept_;
    std::optional<Book> best_;
    Book rows_[3];
    Book *last_;
public:
    void read() const;
    void lead() const;
    void write();
};
