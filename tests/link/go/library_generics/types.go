package main

import "iter"

type id string

func (i id) short() {}

type item struct{}

func (i *item) run() {}

func (i *item) Error() string { return "" }

type items []*item

func (i items) all() {}

type failure string

func (f failure) Error() string { return "" }

func (f failure) detail() {}

type list[E any] struct{}

func (l *list[E]) All() iter.Seq[E] { return nil }

func (l *list[E]) Checked() iter.Seq2[E, error] { return nil }

func (l *list[E]) walk(yield func(E) bool) {}

func load() (*item, error) { return nil, nil }

func one() *item { return nil }

func compare(a, b *item) int { return 0 }
