package main

import (
	"cmp"
	"database/sql"
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
)

var lazy = sync.OnceValue(func() *item { return nil })

func filter[E any](s iter.Seq[E], keep func(E) bool) iter.Seq[E] { return s }

func loops(m map[id]*item, s []*item, l *list[*item]) {
	for k := range maps.Keys(m) {
		k.short()
	}
	for k, v := range maps.All(m) {
		k.short()
		v.run()
	}
	for _, v := range slices.Backward(s) {
		v.run()
	}
	for v := range slices.Values(s) {
		v.run()
	}
	for c := range slices.Chunk(items{}, 2) {
		c.all()
	}
	for v, err := range l.Checked() {
		v.run()
		_ = err.Error()
	}
	for n, v := range slices.All(s) {
		_ = n
		v.run()
	}
	for v := range filter(l.All(), nil) {
		v.run()
	}
}

func values(m map[id]*item, s []*item, l *list[*item]) {
	slices.Sorted(maps.Keys(m))[0].short()
	slices.Collect(l.All())[0].run()
	slices.Collect(l.walk)[0].run()
	slices.Clone(items{}).all()
	slices.Clone(s)[0].run()
	maps.Clone(m)[""].run()
	maps.Collect(maps.All(m))[""].run()
	slices.Concat(s, s)[0].run()
	slices.Insert(items{}, 0, s...).all()
	slices.DeleteFunc(s, func(i *item) bool { return i == nil })[0].run()
	slices.MaxFunc(s, compare).run()
	slices.SortedFunc(l.All(), compare)[0].run()
	min(id("a"), "b").short()
	first := max(id("a"), id("b"))
	first.short()
	cmp.Or(one(), one()).run()
}

func functions(l *list[*item], err error, name sql.Null[id]) {
	lazy().run()
	sync.OnceValue(one)().run()
	v, _ := sync.OnceValues(load)()
	v.run()
	next, stop := iter.Pull(l.All())
	v, _ = next()
	v.run()
	stop()
	if f, ok := errors.AsType[failure](err); ok {
		f.detail()
	}
	name.V.short()
	var p atomic.Pointer[item]
	p.Load().run()
	p.Swap(nil).run()
}
