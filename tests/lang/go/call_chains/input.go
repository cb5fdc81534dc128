package p

type builder struct{ parts []string }

func newBuilder() *builder { return &builder{} }

func (b *builder) add(s string) *builder { return b }
func (b *builder) build() (string, error) { return "", nil }
func (b *builder) self() (*builder, error) { return b, nil }

func use() {
	newBuilder().add("a").add("b").build()
	b, err := newBuilder().self()
	b.build()
	_ = err.Error()
	var c = newBuilder()
	c.add("x").self()
}
