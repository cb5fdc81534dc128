package m

type Base struct{ n int }

func (b Base) Name() string { return "" }
func (b Base) Only() string { return b.Name() }

type T struct {
	Base
	next *T
}

func (t *T) here(u T) {
	u.Name()
	u.Only()
	t.next.Away().here(u)
	t.n = 1
}
