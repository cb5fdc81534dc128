package p

type Base struct{ id int }

func (b *Base) ID() int { return b.id }

type Alias = Base

type Celsius float64

func (c Celsius) Fahrenheit() Fahrenheit { return Fahrenheit(c*9/5 + 32) }

type (
	Fahrenheit float64
	Handler    func(w Writer, r *Base)
	Table      map[string]Base
	Writer     interface{ Write() }
)

func (h Handler) Serve() { h(nil, nil) }

func use(a Alias, c Celsius) {
	a.ID()
	c.Fahrenheit()
	var t Table
	t["x"] = Base{}
}
