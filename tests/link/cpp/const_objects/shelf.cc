#include "shelf.h"
#include <utility>
void Shelf::read() const
{
    all_[0].page();
    all_.front().page();
    rows_[1].page();
    best_->page();
    best_.value().page();
    for (auto &one : all_)
        one.page();
}
void Shelf::lead() const
{
    first_->page();
    (*first_).page();
    first_.get()->page();
    lent_[0]->page();
    kept_[0]->page();
    last_->page();
    for (const auto &one : kept_)
        one->page();
}
void Shelf::write()
{
    all_[0].page();
    all_.back().page();
    rows_[1].page();
    best_->page();
    auto &one = all_[0];
    one.page();
}
void as_const(Book &book, std::vector<Book> &books, std::shared_ptr<const Book> shared)
{
    std::as_const(book).page();
    static_cast<const Book &>(book).page();
    for (const auto &one : books)
        one.page();
    const auto &same = book;
    same.page();
    shared->page();
}
void pointees(const std::unique_ptr<Book> &only, const std::shared_ptr<Book> &shared, std::vector<Book *> *lent)
{
    only->page();
    shared->page();
    const auto &same = only;
    same->page();
    (*lent)[0]->page();
}
void named_const(const Book *book, const std::vector<const Book *> &books)
{
    book->page();
    book[1].page();
    books[0]->page();
}
