package main

import "example.com/t/dec"

var store = dec.Of[request]("requests")

func one[T any]() *T { return nil }

func convert[To, From any](f From) (to To) { return }

func swap[To, From any](f From) (From, To) { panic(0) }

func pick[T any](a, b T) T { return a }

type number int

const (
	first number = iota
	Second
)

var handlers []func() *Reply

func handle(i int, all map[number]func() *Reply, at *struct{ i int }) {
	handlers[i]().check()
	handlers[first]().check()
	handlers[at.i]().check()
	all[first]().check()
	handlers[Second]().check()
	all[Second]().check()
	dec.Table[dec.Key](Reply{}).Check()
}

func generic[item interface{ check() }]() {
	one[item]()
	(*one[item]()).check()
}

func main() {
	r, _ := dec.Decode[request](nil)
	r.check()
	one[request]().check()
	one[*request]()
	store.Get().check()
	convert[request](1).check()
	convert[*request](Reply{}).check()
	from, to := swap[request](Reply{})
	from.check()
	to.check()
	a, b := dec.Pair(Reply{}, request{})
	a.check()
	b.check()
	f := pick[*request]
	f(nil, nil).check()
	g := pick[Reply]
	g(Reply{}, Reply{}).check()
	h := convert[request, int]
	h(1).check()
	box, _ := dec.Decode[dec.Box[request]](nil)
	box.In.check()
	one[dec.Box[Reply]]().In.check()
	dec.Decode[request](nil)
}
