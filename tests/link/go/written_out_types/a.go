package w

var registry struct {
	lock
	byName map[string]*entry
}

var rows = []struct {
	in   *entry
	want func() *entry
}{
	{in: nil},
}

func all() {
	registry.Lock()
	registry.byName[""].Use()
	for _, r := range rows {
		r.in.Use()
		r.want().Use()
	}
	tests := map[string]struct{ e *entry }{"a": {e: nil}}
	for _, tt := range tests {
		tt.e.Use()
	}
	var c interface{ Each() *entry }
	c.Each().Use()
	point := struct{ x, y *entry }{x: nil}
	point.x.Use()
}
