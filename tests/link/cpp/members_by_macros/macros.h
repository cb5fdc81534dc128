#pragma once

template <class T> class Ref {
public:
    T *operator->() const { return to_; }

private:
    T *to_;
};

#define REF_OF(type) typedef Ref<type> type##Ref

#define PROPERTY(type, name)                      \
protected:                                        \
    type name##_;                                 \
                                                  \
public:                                           \
    type name() const { return name##_; }         \
    void name(type value) { name##_ = value; }    \
                                                  \
private:

#define CLONES(klass) virtual klass *copy() const;
#define VISITED() \
    virtual int visit(Visitor<int> *v) { return v->see(this); }   \
    virtual int visit(Visitor<long> *v) { return v->look(this); }

class Node;
class Block;
class Leaf;
REF_OF(Node);
REF_OF(Leaf);

template <class T> class Visitor {
public:
    int see(Node *node);
    int look(Node *node);
};
