#pragma once

typedef const char *(*matcher)(const char *);

template <matcher one> const char *sequence(const char *from)
{
    return one(from);
}

template <matcher one, matcher two, matcher... more> const char *sequence(const char *from)
{
    const char *next = one(from);
    return next ? sequence<two, more...>(next) : next;
}

template <class A> A convert(int from);
template <class A, class B> A convert(int from);
