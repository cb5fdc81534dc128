#pragma once
#include <list>
#include <map>
#include <memory>
#include <string>
#include <vector>
struct Node { int cost() const; bool operator==(const Node &other) const; struct size_type { int cost(); }; };
typedef std::list<Node> Chain;
class Index : public std::map<std::string, Node> {};
class Tree {
public:
    typedef std::vector<Node *>::const_iterator const_iterator;
    typedef std::auto_ptr<Node> Owner;
    const_iterator begin() const;
    const_iterator end() const;
    Owner top;
};
