package main

import "example.com/f/mux"

type table struct {
	make  func() *mux.Route
	funcs map[string]func() *mux.Route
}

func newRoute() *mux.Route { return nil }

func apply(f func(*mux.Route) *mux.Route) { f(nil).Match() }

func main() {
	t := table{make: newRoute}
	t.make().Match()
	t.funcs[""]().Match()
	f := newRoute
	f().Match()
	build := func() *mux.Route { return newRoute() }
	build().Match()
	apply(func(r *mux.Route) *mux.Route {
		r.Match()
		return r
	})
	mux.Default().Match()
	var h mux.Handler = nil
	h(nil).Match()
	handlers := []mux.Handler{}
	handlers[0](nil).Match()
	match := (*mux.Route).Match
	match(nil)
}
