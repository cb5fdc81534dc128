package p

type handler func(string)

func hello(s string) {}
func twice(f func(string)) { f("a"); f("b") }

var table = map[string]handler{
	"hello": hello,
	"twice": func(s string) { twice(hello) },
}

type mux struct{ fallback handler }

func (m *mux) serve(name string) {
	m.fallback(name)
	table[name](name)
	f := m.serve
	f(name)
	twice(m.serve)
	go hello(name)
	defer hello(name)
}
