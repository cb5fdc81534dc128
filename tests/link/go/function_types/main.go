package main

import "example.com/f/queue"

type walk func(yield func(*task) bool)

func less(a, b *task) bool { return false }

func load() (*task, error) { return nil, nil }

func each(yield func(label, *task) bool) {}

func named() func() *task { return nil }

func inference() {
	queue.Sorted(func(a, b *task) bool { return true }).First().run()
	queue.Sorted(less).First().run()
	queue.Filled(load).First().run()
	queue.New(queue.With(func(t *task) {})).First().run()
	queue.New(func(q *queue.Queue[*task]) {}).First().run()
	t, _ := queue.Filled(func() (*task, error) { return nil, nil }).Pop()
	t.run()
}

func results() {
	queue.Curry(func(t *task) label { return "" })(nil).short()
	f := queue.Compose(func(t *task) label { return "" }, func(l label) *task { return nil })
	f(nil).run()
	l, t := queue.Both(func() (*task, label) { return nil, "" })()
	l.short()
	t.run()
	named()().run()
	func() *task { return nil }().run()
}

func loops(q *queue.Queue[*task], w walk, t *task) {
	for l, t := range each {
		l.short()
		t.run()
	}
	for _, t := range q.All {
		t.run()
	}
	for t := range q.Each() {
		t.run()
	}
	for t := range w {
		t.run()
	}
	for child := range t.children {
		child.run()
	}
	for t := range func(yield func(*task) bool) {} {
		t.run()
	}
}
