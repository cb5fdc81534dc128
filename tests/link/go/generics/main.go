package main

import "example.com/g/list"

type item struct{}

func (i *item) Use() {}

type Named interface{ Name() string }

func names[N Named](all []N) {
	for _, n := range all {
		n.Name()
	}
}

func main() {
	var l *list.List[*item]
	l.Head().Use()
	l.Next().Head().Use()
	for _, x := range l.All() {
		x.Use()
	}
	l.First.Use()
	list.Of[*item]().Head().Use()
	list.Zero[*item]().Use()
	p := list.Pair[string, *item]{}
	p.Second().Use()
	names[Named](nil)
	var m list.Map[string, *item]
	m[""].Use()
	list.Of(p.Second()).Head().Use()
	list.From(func() *item { return nil }).Head().Use()
	all := list.Each([]*item{}, func(i *item) *list.List[*item] { return nil })
	all[0].Head().Use()
}
