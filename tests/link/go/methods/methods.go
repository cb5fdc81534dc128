package m

// Name is shallower than that of Base.
func (t *T) Name() string { return t.Base.Name() }

func (t *T) Away() *T {
	t.here(*t)
	return t.next
}

func (u Unknown) Lost() { u.Lost() }

func use() {
	var t T
	f := t.Away
	f().here(t)
	g := (*T).Away
	_ = g
	T.Name(t)
}
