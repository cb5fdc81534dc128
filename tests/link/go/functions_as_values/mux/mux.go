package mux

type Route struct{}

func (r *Route) Match() {}

type Handler func(r *Route) *Route

var Default = func() *Route { return nil }
