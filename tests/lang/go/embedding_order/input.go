package p

type A struct{ name string }

func (A) Who() string { return "a" }
func (A) OnlyA() {}

type B struct{ A }

func (B) Who() string { return "b" }

type C struct {
	B
	deep
}

type deep struct{ A }

func use(c C) {
	c.Who()
	c.OnlyA()
	c.B.A.Who()
	_ = c.name
}
